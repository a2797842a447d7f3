//! Where a value comes from.

use std::fmt;

/// Where a value comes from, as somebody looks for it who wants to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The field's attribute.
    Default,
    /// The file that was checked in, as it was when the program was built.
    CheckedIn {
        /// Its path from the package's folder.
        file: &'static str,
        /// The line, from 1.
        line: u32,
    },
    /// The file that was named at start.
    File {
        /// Its path.
        path: String,
        /// The line, from 1; `None` for the whole.
        line: Option<u32>,
    },
    /// A variable of the environment.
    Variable(String),
    /// A file that a variable names, and that holds a secret.
    SecretFile {
        /// The variable.
        variable: String,
        /// The path.
        path: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::CheckedIn { file, line } => write!(f, "{file}:{line}"),
            Self::File {
                path,
                line: Some(line),
            } => write!(f, "{path}:{line}"),
            Self::File { path, line: None } => f.write_str(path),
            Self::Variable(name) => f.write_str(name),
            Self::SecretFile { variable, path } => write!(f, "{variable} ({path})"),
        }
    }
}
