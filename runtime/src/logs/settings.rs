//! What is logged, how, and where to.

use std::io::Write;
use std::sync::Arc;

use parking_lot::Mutex;

use super::format::{LogFormat, UnknownLogFormat};
use super::output::Output;
use crate::environment::Environment;

/// What is logged, how, and where to; each has a safe default.
///
/// ```
/// use hardpoint::logs::{LogFormat, LogSettings};
///
/// let settings = LogSettings::default()
///     .format(LogFormat::Json)
///     .levels("info,shop::orders=debug")
///     .redact(["iban", "tax id"]);
/// ```
#[derive(Debug, Clone)]
pub struct LogSettings {
    pub(super) format: Result<LogFormat, UnknownLogFormat>,
    pub(super) levels: String,
    pub(super) redacted: Vec<String>,
    pub(super) output: Output,
    pub(super) waiting: usize,
    pub(super) panics: bool,
}

/// What is logged unless something is said: of actix's server only what is wrong, for we tell
/// ourselves how the service begins and ends.
const USUAL: &str = "info,actix_server=warn";

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: Ok(LogFormat::Auto),
            levels: USUAL.to_owned(),
            redacted: Vec::new(),
            output: Output::Stdout,
            waiting: 8 * 1024 * 1024,
            panics: true,
        }
    }
}

impl LogSettings {
    /// The defaults, and what the variables `LOG_FORMAT` (`auto`, `json`, `text`) and `RUST_LOG`
    /// say, where they are set and not empty. What they say and cannot be understood is an error
    /// of [`init`](super::init).
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let mut settings = Self::default();
        let said = |name| {
            let text = environment.get(name)?;
            (!text.trim_ascii().is_empty()).then_some(text)
        };
        if let Some(format) = said("LOG_FORMAT") {
            settings.format = format.parse();
        }
        match said("RUST_LOG") {
            Some(levels) => settings.levels(levels),
            None => settings,
        }
    }

    /// How a line looks: [`Auto`](LogFormat::Auto) unless said.
    #[must_use]
    pub fn format(mut self, format: LogFormat) -> Self {
        self.format = Ok(format);
        self
    }

    /// What is logged, in the words of `RUST_LOG`: `info,actix_server=warn` unless said. The admin listener can
    /// change it while the service runs.
    #[must_use]
    pub fn levels(mut self, directives: impl Into<String>) -> Self {
        self.levels = directives.into();
        self
    }

    /// More names under which values are secrets, beside `password`, `token` and the like. Case and
    /// separators do not matter: `tax id` is `tax_id`, `taxId` and `X-Tax-Id`.
    #[must_use]
    pub fn redact<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.redacted.extend(names.into_iter().map(Into::into));
        self
    }

    /// Lines go to the standard error output, not to the standard output.
    #[must_use]
    pub fn stderr(mut self) -> Self {
        self.output = Output::Stderr;
        self
    }

    /// Lines go to `output`, several at a time, from a thread of its own.
    #[must_use]
    pub fn output(mut self, output: impl Write + Send + 'static) -> Self {
        self.output = Output::Other(Arc::new(Mutex::new(output)));
        self
    }

    /// How many bytes of lines may wait for an output that is slow, 8 MiB unless said and 64 KiB at
    /// least; as many again may be on their way out. A line that comes beyond them is lost, and one
    /// says how many were.
    #[must_use]
    pub fn waiting(mut self, bytes: usize) -> Self {
        self.waiting = bytes.max(64 * 1024);
        self
    }

    /// Leaves the panic hook of the process as it is. Whatever that prints is not redacted.
    #[must_use]
    pub fn without_panic_hook(mut self) -> Self {
        self.panics = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_say_what_is_logged() {
        let settings = LogSettings::of(&Environment::of([
            ("LOG_FORMAT", "json"),
            ("RUST_LOG", "warn"),
        ]));
        assert_eq!(settings.format, Ok(LogFormat::Json));
        assert_eq!(settings.levels, "warn");
        let settings = LogSettings::of(&Environment::of([("RUST_LOG", " "), ("LOG_FORMAT", "")]));
        assert_eq!(settings.format, Ok(LogFormat::Auto));
        assert_eq!(settings.levels, USUAL);
        let settings = LogSettings::of(&Environment::of([("LOG_FORMAT", "jsno")]));
        assert_eq!(settings.format, Err(UnknownLogFormat));
        assert_eq!(settings.format(LogFormat::Text).format, Ok(LogFormat::Text));
    }
}
