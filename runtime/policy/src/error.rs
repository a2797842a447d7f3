//! What is said of a policy that cannot be read.

use std::fmt;

/// A policy's text that cannot be read: what stood there, what was expected, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// One sentence in lower case, with what was read in backticks: `` `10/mn`: unknown unit `mn` ``.
    pub message: String,
    /// What to write instead, with text that can be pasted.
    pub help: Option<String>,
    /// Where in the text the trouble lies, in bytes: start and end.
    pub at: (usize, usize),
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
