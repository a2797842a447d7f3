//! How the service is watched from its first second: by its log, and by traces where a collector is
//! said.

use std::error::Error;

use hardpoint::Environment;
use hardpoint::logs::{self, LogSettings, Logs};
use hardpoint::traces::{self, TraceSettings, Traces};

/// Where a collector is said; OpenTelemetry's other variables are heard, too.
const COLLECTOR: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// Begins to log, and to record traces. Both are kept until the end.
pub(crate) fn begin(environment: &Environment) -> Result<(Logs, Traces), Box<dyn Error>> {
    let (layer, traces) = traces::layer(&recorded(environment))?;
    let logs = logs::init_beside(&LogSettings::of(environment), layer)?;
    Ok((logs, traces))
}

/// A collector on this machine is not taken for granted: what is sent to nobody is only lost.
fn recorded(environment: &Environment) -> TraceSettings {
    let settings = TraceSettings::of(environment).service("orders");
    let is_said = |name: &&str| environment.get(name).is_some_and(|url| !url.is_empty());
    match COLLECTOR.iter().any(is_said) {
        true => settings,
        false => settings.off(),
    }
}
