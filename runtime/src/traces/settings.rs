//! Which traces are recorded, and where they are sent to.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::export::Sampling;

/// Which traces are recorded, and where they are sent to; each has a safe default.
///
/// ```
/// use hardpoint::traces::TraceSettings;
///
/// let settings = TraceSettings::default()
///     .service("shop")
///     .endpoint("https://collector.example:4318/v1/traces")
///     .header("x-tenant", "blue")
///     .share(0.1);
/// ```
#[derive(Clone)]
pub struct TraceSettings {
    pub(super) is_on: bool,
    pub(super) endpoint: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) timeout: Duration,
    pub(super) is_compressed: bool,
    pub(super) certificates: Option<PathBuf>,
    pub(super) sampling: Sampling,
    pub(super) service: String,
    pub(super) resource: Vec<(String, String)>,
    pub(super) waiting: usize,
    pub(super) batch: usize,
    pub(super) delay: Duration,
    pub(super) levels: String,
    pub(super) redacted: Vec<String>,
    /// What was said and cannot be done.
    pub(super) faults: Vec<String>,
}

impl Default for TraceSettings {
    fn default() -> Self {
        Self {
            is_on: true,
            endpoint: "http://localhost:4318/v1/traces".to_owned(),
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            is_compressed: false,
            certificates: None,
            sampling: Sampling {
                is_parents: true,
                share: 1.0,
            },
            service: "unknown_service".to_owned(),
            resource: Vec::new(),
            waiting: 2_048,
            batch: 512,
            delay: Duration::from_secs(5),
            levels: "info".to_owned(),
            redacted: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl TraceSettings {
    /// Where spans are sent to: the whole address, `http://localhost:4318/v1/traces` unless said.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    /// One more header of each message, such as a token of the collector's. Its value is shown
    /// nowhere.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).map(|mut value| {
            value.set_sensitive(true);
            value
        });
        match (HeaderName::from_str(name), value) {
            (Ok(name), Ok(value)) => self.headers.push((name, value)),
            _ => {
                let fault = format!(
                    "`{}` is no header, or its value is none",
                    name.escape_debug()
                );
                self.faults.push(fault);
            }
        }
        self
    }

    /// For how long it is tried to send spans to a collector that is away, 10 seconds unless said.
    #[must_use]
    pub fn timeout(mut self, longest: Duration) -> Self {
        self.timeout = longest;
        self
    }

    /// Messages are compressed, with gzip.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.is_compressed = true;
        self
    }

    /// The file of certificates, in PEM, by which a collector is known; those of the system unless
    /// said.
    #[must_use]
    pub fn certificates(mut self, file: impl Into<PathBuf>) -> Self {
        self.certificates = Some(file.into());
        self
    }

    /// The share of traces that are recorded of those that begin here, from 0 to 1, which is the
    /// default. Of others, those are recorded that their caller records.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        match (0.0..=1.0).contains(&share) {
            true => self.sampling.share = share,
            false => self
                .faults
                .push(format!("a share of {share}: expected 0 to 1")),
        }
        self
    }

    /// What the service is called (`service.name`).
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = name.into();
        self
    }

    /// One more thing that holds for all spans of the process, such as
    /// `deployment.environment.name`.
    #[must_use]
    pub fn resource(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.resource.push((name.into(), value.into()));
        self
    }

    /// How many spans may wait to be sent, 2,048 unless said. What comes beyond them is lost, and
    /// counted.
    #[must_use]
    pub fn waiting(mut self, spans: usize) -> Self {
        self.waiting = spans.max(1);
        self
    }

    /// How many spans are sent at a time, 512 unless said, and for how long the first of them
    /// waits for the others, 5 seconds unless said.
    #[must_use]
    pub fn batch(mut self, spans: usize, delay: Duration) -> Self {
        (self.batch, self.delay) = (spans.max(1), delay);
        self
    }

    /// Which spans of the service itself and of its dependencies are recorded, in the words of
    /// `RUST_LOG`, without fields: `info` unless said. Hardpoint's own always are.
    #[must_use]
    pub fn levels(mut self, directives: impl Into<String>) -> Self {
        self.levels = directives.into();
        self
    }

    /// More names under which values are secrets, as in
    /// [`LogSettings::redact`](crate::logs::LogSettings::redact).
    #[must_use]
    pub fn redact<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.redacted.extend(names.into_iter().map(Into::into));
        self
    }

    /// Nothing is recorded.
    #[must_use]
    pub fn off(mut self) -> Self {
        self.is_on = false;
        self
    }
}

/// Headers are often secrets: only their names appear.
impl fmt::Debug for TraceSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TraceSettings")
            .field("is_on", &self.is_on)
            .field("headers", &headers)
            .field("sampling", &format_args!("{}", self.sampling))
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}
