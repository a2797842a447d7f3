//! All that an endpoint promises as one text: how the compiler hands it to the running service.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use crate::{Access, EndpointSpec, PolicyError, TagTemplate, print_tags, read_tags};

impl EndpointSpec {
    /// Its methods and its path, `GET,PUT /orders/{id}`; nothing where it is mounted by hand.
    fn route(&self) -> String {
        let Some(path) = &self.path else {
            return String::new();
        };
        let methods: Vec<&str> = self.methods.iter().map(|method| method.as_str()).collect();
        format!("{} {path}", methods.join(","))
    }

    /// All that it promises: a line for its name, one for its route, and one for each promise that
    /// is no default.
    ///
    /// Where it stands is not in it.
    ///
    /// ```
    /// use hardpoint_policy::{EndpointSpec, PolicyError};
    ///
    /// let text = "list\nGET /orders\ntimeout 5s\nrate 10/min\nrate 5/s per:principal\n";
    /// let spec = EndpointSpec::read(text, "shop")?;
    /// assert_eq!((&*spec.name, spec.operation()), ("list", "GET /orders".to_owned()));
    /// assert_eq!((spec.rates.len(), spec.written()), (2, text.to_owned()));
    /// # Ok::<(), PolicyError>(())
    /// ```
    pub fn written(&self) -> String {
        let Self {
            name,
            tag,
            summary,
            methods: _,
            path: _,
            version,
            timeout,
            body,
            rates,
            concurrency,
            cache,
            invalidates,
            idempotency,
            criticality,
            access,
            authorize,
            deprecated,
            sunset,
            slo,
            policy,
            declared,
            module: _,
            file: _,
            line: _,
        } = self;
        let unsaid = Self::new("", "");
        let mut lines = Lines(format!("{name}\n{}\n", self.route()));
        lines.add("version", version.as_ref());
        lines.add("summary", (*summary != unsaid.summary).then_some(summary));
        lines.add("tag", tag.as_ref());
        lines.add("policy", policy.as_ref());
        lines.each("declared", declared);
        lines.add("timeout", (*timeout != unsaid.timeout).then_some(timeout));
        lines.add("body", (*body != unsaid.body).then_some(body));
        lines.each("rate", rates);
        lines.add("concurrency", concurrency.as_ref());
        lines.add("cache", cache.as_ref());
        lines.add("invalidates", tags(invalidates));
        lines.add("idempotent", idempotency.as_ref());
        let criticality = (*criticality != unsaid.criticality).then_some(criticality);
        lines.add("criticality", criticality);
        lines.add("auth", (*access != Access::Unstated).then_some(access));
        lines.add("authorize", authorize.as_ref());
        lines.add("deprecated", deprecated.as_ref());
        lines.add("sunset", sunset.as_ref());
        lines.add("slo", slo.as_ref());
        lines.0
    }

    /// An endpoint in `module` that promises what [`written`](Self::written) wrote.
    ///
    /// # Errors
    ///
    /// Anything else.
    pub fn read(text: &str, module: &'static str) -> Result<Self, PolicyError> {
        let mut lines = text.split_terminator('\n');
        let mut spec = Self::new("", module);
        spec.name = Cow::Owned(lines.next().unwrap_or_default().to_owned());
        if let Some((methods, path)) = lines.next().and_then(|route| route.split_once(' ')) {
            let methods = methods.split(',').filter(|method| !method.is_empty());
            let methods: Result<_, _> = methods.map(str::parse).collect();
            spec.methods = Cow::Owned(methods?);
            spec.path = Some(Cow::Owned(path.to_owned()));
        }
        for line in lines {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            spec.promise(key, unescaped(value))?;
        }
        Ok(spec)
    }

    fn promise(&mut self, key: &str, value: String) -> Result<(), PolicyError> {
        match key {
            "version" => self.version = Some(value.parse()?),
            "summary" => self.summary = Cow::Owned(value),
            "tag" => self.tag = Some(Cow::Owned(value)),
            "policy" => self.policy = Some(Cow::Owned(value)),
            "declared" => self.declared.to_mut().push(Cow::Owned(value)),
            "timeout" => self.timeout = value.parse()?,
            "body" => self.body = value.parse()?,
            "rate" => self.rates.to_mut().push(value.parse()?),
            "concurrency" => self.concurrency = Some(value.parse()?),
            "cache" => self.cache = Some(value.parse()?),
            "invalidates" => self.invalidates = read_tags(&value)?,
            "idempotent" => self.idempotency = Some(value.parse()?),
            "criticality" => self.criticality = value.parse()?,
            "auth" => self.access = value.parse()?,
            "authorize" => self.authorize = Some(Cow::Owned(value)),
            "deprecated" => self.deprecated = Some(value.parse()?),
            "sunset" => self.sunset = Some(value.parse()?),
            "slo" => self.slo = Some(value.parse()?),
            _ => {
                return Err(PolicyError::new(
                    (0, key.len()),
                    format!("`{key}` is nothing that an endpoint promises"),
                ));
            }
        }
        Ok(())
    }
}

fn tags(tags: &[TagTemplate]) -> Option<String> {
    (!tags.is_empty()).then(|| print_tags(tags))
}

/// Keys and values, a line each.
struct Lines(String);

impl Lines {
    fn add(&mut self, key: &str, value: Option<impl Display>) {
        let Some(value) = value else { return };
        let start = self.0.len();
        // A string takes whatever is written.
        let _ = writeln!(self.0, "{key} {value}");
        let line = &self.0[start..self.0.len() - 1];
        if line.contains(['\n', '\\']) {
            let line = escaped(line);
            self.0.truncate(start);
            self.0.push_str(&line);
            self.0.push('\n');
        }
    }

    fn each<T: Display>(&mut self, key: &str, values: &[T]) {
        for value in values {
            self.add(key, Some(value));
        }
    }
}

pub(crate) fn escaped(line: &str) -> String {
    line.replace('\\', r"\\").replace('\n', r"\n")
}

pub(crate) fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next() {
                Some('n') => '\n',
                Some(escaped) => escaped,
                None => c,
            },
            c => c,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Method, Timeout};

    fn read(text: &str) -> Result<EndpointSpec, PolicyError> {
        EndpointSpec::read(text, "shop")
    }

    #[test]
    fn what_is_not_said_is_the_default() {
        let unsaid = EndpointSpec::new("order", "shop");
        assert_eq!(unsaid.written(), "order\n\n");
        assert_eq!(read("order\n\n"), Ok(unsaid));
    }

    #[test]
    fn a_text_of_several_lines_stays_one_promise() {
        for text in ["one\ntimeout 1s", "\\n\\", "a\r\nb", "", " two "] {
            let spec = EndpointSpec {
                timeout: Timeout::None {
                    because: format!("x{text}x").into(),
                },
                summary: Cow::Owned(text.to_owned()),
                ..EndpointSpec::new("order", "shop")
            };
            assert_eq!(read(&spec.written()), Ok(spec));
        }
    }

    #[test]
    fn a_route_has_methods_and_a_path() {
        let text = "order\nGET,PUT /a b/{id:[ ]}\n";
        let spec = read(text).unwrap();
        assert_eq!(*spec.methods, [Method::Get, Method::Put]);
        assert_eq!(spec.path.as_deref(), Some("/a b/{id:[ ]}"));
        assert_eq!(spec.written(), text);
    }

    #[test]
    fn what_was_not_written_here_is_refused() {
        assert!(read("order\nFETCH /orders\n").is_err());
        for text in ["timeouts 5s", "timeout 5", "rate", "slo 100%\n"] {
            assert!(read(&format!("order\n\n{text}")).is_err(), "{text}");
        }
    }
}
