//! What is said of a policy that cannot be read.

use std::fmt;

/// A policy's text that cannot be read: what stood there, what was expected, and what to write.
///
/// ```
/// use hardpoint_policy::Rate;
///
/// let error = "10/mn".parse::<Rate>().unwrap_err();
/// assert_eq!(error.message, "unknown window `mn` in `10/mn`: expected one of `s`, `min`, `h`, `d`, or a number of them such as `10s`");
/// assert_eq!(error.help.as_deref(), Some("write `10/min`"));
/// assert_eq!(error.at, (3, 5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// One sentence in lower case, with what was read in backticks, and what was expected.
    pub message: String,
    /// What to write instead, with text that can be pasted.
    pub help: Option<String>,
    /// Where in the text the trouble lies, in bytes: start and end.
    pub at: (usize, usize),
}

impl PolicyError {
    /// A trouble at `at`.
    pub(crate) fn new(at: (usize, usize), message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            at,
        }
    }

    /// The same, with what to write instead.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same of what stands behind `key:`, or another beginning: what is offered begins so, too.
    pub(crate) fn behind(mut self, beginning: &str) -> Self {
        let offered = self.help.as_deref();
        if let Some(rest) = offered.and_then(|help| help.strip_prefix("write `")) {
            self.help = Some(format!("write `{beginning}{rest}"));
        }
        self
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}
