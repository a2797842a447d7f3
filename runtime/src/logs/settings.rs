//! What is logged, how, and where to.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use parking_lot::Mutex;

use super::format::LogFormat;
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
    pub(super) format: LogFormat,
    pub(super) levels: String,
    pub(super) redacted: Vec<String>,
    pub(super) output: Output,
    pub(super) waiting: usize,
    pub(super) panics: bool,
}

/// Where lines go to.
#[derive(Clone)]
pub(super) enum Output {
    Stdout,
    Stderr,
    Other(Arc<Mutex<dyn Write + Send>>),
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            levels: "info".to_owned(),
            redacted: Vec::new(),
            output: Output::Stdout,
            waiting: 8 * 1024 * 1024,
            panics: true,
        }
    }
}

impl LogSettings {
    /// The defaults, and what the variables `LOG_FORMAT` (`auto`, `json`, `text`; what is none of
    /// them is `auto`) and `RUST_LOG` say, where they are set.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let mut settings = Self::default();
        if let Some(format) = environment.get("LOG_FORMAT") {
            settings.format = format.parse().unwrap_or_default();
        }
        match environment.get("RUST_LOG") {
            Some(levels) if !levels.trim_ascii().is_empty() => settings.levels(levels),
            _ => settings,
        }
    }

    /// How a line looks: [`Auto`](LogFormat::Auto) unless said.
    #[must_use]
    pub fn format(mut self, format: LogFormat) -> Self {
        self.format = format;
        self
    }

    /// What is logged, in the words of `RUST_LOG`: `info` unless said. The admin listener can
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

    /// How many bytes of lines may wait for an output that is slow, 8 MiB unless said. What comes
    /// beyond them is dropped, and a line says how many were.
    #[must_use]
    pub fn waiting(mut self, bytes: usize) -> Self {
        self.waiting = bytes;
        self
    }

    /// Leaves the panic hook of the process as it is. Whatever that prints is not redacted.
    #[must_use]
    pub fn without_panic_hook(mut self) -> Self {
        self.panics = false;
        self
    }
}

impl Output {
    pub(super) fn is_terminal(&self) -> bool {
        match self {
            Self::Stdout => io::stdout().is_terminal(),
            Self::Stderr => io::stderr().is_terminal(),
            Self::Other(_) => false,
        }
    }

    /// Writes lines, whole. What cannot be written is lost: there is nowhere to say so.
    pub(super) fn write(&self, lines: &[u8]) {
        let all = |output: &mut dyn Write| output.write_all(lines).and_then(|()| output.flush());
        let _ = match self {
            Self::Stdout => all(&mut io::stdout().lock()),
            Self::Stderr => all(&mut io::stderr().lock()),
            Self::Other(output) => all(&mut *output.lock()),
        };
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stdout => "Stdout",
            Self::Stderr => "Stderr",
            Self::Other(_) => "Other",
        })
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
        assert_eq!(settings.format, LogFormat::Json);
        assert_eq!(settings.levels, "warn");
        let settings = LogSettings::of(&Environment::of([("RUST_LOG", " "), ("LOG_FORMAT", "x")]));
        assert_eq!(
            (settings.format, &*settings.levels),
            (LogFormat::Auto, "info")
        );
    }
}
