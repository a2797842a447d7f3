//! What OpenTelemetry's own variables say of traces.

use std::time::Duration;

use percent_encoding::percent_decode_str;

use super::settings::TraceSettings;
use crate::environment::Environment;

impl TraceSettings {
    /// The defaults, and what OpenTelemetry's own variables say, where they are set; the
    /// [page](crate::traces) lists them. What they say wrong is told by
    /// [`layer`](fn@crate::traces::layer).
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let mut settings = Self::default();
        let said = Said(environment);
        settings.read_switches(said);
        settings.read_collector(said);
        settings.read_sampler(said);
        settings.read_resource(said);
        settings.read_amounts(said);
        settings
    }

    fn read_switches(&mut self, said: Said<'_>) {
        let is_off = said.one("OTEL_SDK_DISABLED");
        if is_off.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            self.is_on = false;
        }
        match said.one("OTEL_TRACES_EXPORTER") {
            None | Some("otlp") => {}
            Some("none") => self.is_on = false,
            Some(other) => self.fault("OTEL_TRACES_EXPORTER", other, "`otlp` or `none`"),
        }
    }

    fn read_collector(&mut self, said: Said<'_>) {
        if let Some(whole) = said.one("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            self.endpoint = whole.to_owned();
        } else if let Some(base) = said.one("OTEL_EXPORTER_OTLP_ENDPOINT") {
            self.endpoint = format!("{}/v1/traces", base.trim_end_matches('/'));
        }
        if let Some((name, protocol)) = said.of_otlp("PROTOCOL")
            && protocol != "http/protobuf"
        {
            self.fault(&name, protocol, "`http/protobuf`");
        }
        match said.of_otlp("COMPRESSION") {
            None | Some((_, "none")) => {}
            Some((_, "gzip")) => self.is_compressed = true,
            Some((name, other)) => self.fault(&name, other, "`gzip` or `none`"),
        }
        if let Some((_, file)) = said.of_otlp("CERTIFICATE") {
            self.certificates = Some(file.into());
        }
        if let Some((name, list)) = said.of_otlp("HEADERS") {
            for (key, value) in pairs(list) {
                let count = self.faults.len();
                *self = std::mem::take(self).header(&key, &value);
                for fault in &mut self.faults[count..] {
                    *fault = format!("`{name}`: {fault}");
                }
            }
        }
    }

    fn read_sampler(&mut self, said: Said<'_>) {
        const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
        let Some(sampler) = said.one(SAMPLER) else {
            return;
        };
        let (is_parents, rule) = match sampler.strip_prefix("parentbased_") {
            Some(rule) => (true, rule),
            None => (false, sampler),
        };
        self.sampling.is_parents = is_parents;
        match rule {
            "always_on" => self.sampling.share = 1.0,
            "always_off" => self.sampling.share = 0.0,
            "traceidratio" => {
                const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";
                let argument = said.one(ARGUMENT);
                match argument.map(str::parse) {
                    None => self.sampling.share = 1.0,
                    Some(Ok(share)) if (0.0..=1.0).contains(&share) => self.sampling.share = share,
                    Some(_) => self.fault(ARGUMENT, argument.unwrap_or_default(), "0 to 1"),
                }
            }
            _ => {
                let known = "`always_on`, `always_off` or `traceidratio`, or one of these behind \
                             `parentbased_`";
                self.fault(SAMPLER, sampler, known);
            }
        }
    }

    fn read_resource(&mut self, said: Said<'_>) {
        for (name, value) in said
            .one("OTEL_RESOURCE_ATTRIBUTES")
            .into_iter()
            .flat_map(pairs)
        {
            match &*name {
                "service.name" => self.service = value,
                _ => self.resource.push((name, value)),
            }
        }
        if let Some(name) = said.one("OTEL_SERVICE_NAME") {
            self.service = name.to_owned();
        }
    }

    fn read_amounts(&mut self, said: Said<'_>) {
        let mut number = |name: &str| {
            let value = said.one(name)?;
            let number = value.parse::<u32>().ok().filter(|number| *number > 0);
            if number.is_none() {
                self.fault(name, value, "a whole number above 0");
            }
            number
        };
        let timeout = match said.of_otlp("TIMEOUT") {
            Some((name, _)) => number(&name),
            None => None,
        };
        let waiting = number("OTEL_BSP_MAX_QUEUE_SIZE");
        let batch = number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE");
        let delay = number("OTEL_BSP_SCHEDULE_DELAY");
        let millis = |count| Duration::from_millis(u64::from(count));
        let count = |count| usize::try_from(count).unwrap_or(usize::MAX);
        self.timeout = timeout.map_or(self.timeout, millis);
        self.delay = delay.map_or(self.delay, millis);
        self.waiting = waiting.map_or(self.waiting, count);
        self.batch = batch.map_or(self.batch, count);
    }

    fn fault(&mut self, name: &str, value: &str, expected: &str) {
        let value = value.escape_debug();
        self.faults
            .push(format!("`{name}` is `{value}`: expected {expected}"));
    }
}

/// What variables say; an empty one says nothing.
#[derive(Clone, Copy)]
struct Said<'a>(&'a Environment);

impl<'a> Said<'a> {
    fn one(self, name: &str) -> Option<&'a str> {
        let value = self.0.get(name).map(str::trim_ascii);
        value.filter(|value| !value.is_empty())
    }

    /// What is said of traces, else of everything that is exported; with the name of its variable.
    fn of_otlp(self, what: &str) -> Option<(String, &'a str)> {
        ["TRACES_", ""].into_iter().find_map(|signal| {
            let name = format!("OTEL_EXPORTER_OTLP_{signal}{what}");
            let value = self.one(&name)?;
            Some((name, value))
        })
    }
}

/// `a=1,b=2`, values percent-encoded (W3C Baggage, as OpenTelemetry has it).
fn pairs(list: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let members = list
        .split(',')
        .filter(|member| !member.trim_ascii().is_empty());
    members.map(|member| {
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        let value = percent_decode_str(value.trim_ascii()).decode_utf8_lossy();
        (name.trim_ascii().to_owned(), value.into_owned())
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(variables: &[(&str, &str)]) -> TraceSettings {
        TraceSettings::of(&Environment::of(variables.iter().copied()))
    }

    #[test]
    fn variables_say_where_and_how() {
        let settings = of(&[
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "https://c.example:4318/base/",
            ),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=hunter%202, x-tenant=blue",
            ),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "250"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
            ("OTEL_RESOURCE_ATTRIBUTES", "service.name=x,team=a%2Cb"),
            ("OTEL_SERVICE_NAME", "shop"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "7"),
            ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        ]);
        assert_eq!(settings.faults, [""; 0]);
        assert_eq!(settings.endpoint, "https://c.example:4318/base/v1/traces");
        let headers: Vec<_> = settings
            .headers
            .iter()
            .map(|(n, v)| (n.as_str(), v))
            .collect();
        assert_eq!(
            headers[0],
            ("api-key", &HeaderValue::from_static("hunter 2"))
        );
        assert_eq!(headers[1], ("x-tenant", &HeaderValue::from_static("blue")));
        assert_eq!(settings.timeout, Duration::from_millis(250));
        assert!(settings.is_on && settings.is_compressed);
        assert_eq!(
            settings.sampling.to_string(),
            "parentbased_traceidratio=0.25"
        );
        assert_eq!(settings.service, "shop");
        assert_eq!(settings.resource, [("team".to_owned(), "a,b".to_owned())]);
        assert_eq!(
            (settings.waiting, settings.delay),
            (7, Duration::from_millis(10))
        );
        assert!(!format!("{settings:?}").contains("hunter"));
    }

    #[test]
    fn what_is_said_of_traces_counts_more_than_what_is_said_of_all() {
        let settings = of(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318"),
            (
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "http://traces:1/as/it/is",
            ),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2"),
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", ""),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "5"),
        ]);
        assert_eq!(settings.endpoint, "http://traces:1/as/it/is");
        assert_eq!(settings.headers.len(), 1);
        assert_eq!(settings.headers[0].0, "b");
        assert_eq!(settings.timeout, Duration::from_millis(5));
    }

    #[test]
    fn every_sampler_of_the_specification_is_known() {
        for (sampler, shown) in [
            ("always_on", "always_on"),
            ("always_off", "always_off"),
            ("traceidratio", "traceidratio=0.5"),
            ("parentbased_always_on", "parentbased_always_on"),
            ("parentbased_always_off", "parentbased_always_off"),
            ("parentbased_traceidratio", "parentbased_traceidratio=0.5"),
        ] {
            let settings = of(&[
                ("OTEL_TRACES_SAMPLER", sampler),
                ("OTEL_TRACES_SAMPLER_ARG", "0.5"),
            ]);
            assert_eq!(settings.sampling.to_string(), shown);
        }
        assert_eq!(of(&[]).sampling.to_string(), "parentbased_always_on");
    }

    #[test]
    fn what_cannot_be_done_is_told_all_at_once() {
        let settings = of(&[
            ("OTEL_TRACES_EXPORTER", "zipkin"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=1"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
            ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
        ]);
        assert_eq!(settings.faults.len(), 7, "{:#?}", settings.faults);
        assert!(settings.share(1.5).faults.len() == 8);
    }

    #[test]
    fn it_can_be_switched_off() {
        assert!(!of(&[("OTEL_SDK_DISABLED", "True")]).is_on);
        assert!(!of(&[("OTEL_TRACES_EXPORTER", "none")]).is_on);
        assert!(of(&[("OTEL_SDK_DISABLED", "no")]).is_on);
    }
}
