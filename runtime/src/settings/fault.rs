//! What is wrong with the settings of a start, all of it.

use std::{fmt, io};

use super::source::Source;

/// All that is wrong with the settings of a start.
///
/// `Debug` prints the same list as `Display`, one paragraph a fault, since that is what a `main`
/// that returns an error shows.
#[derive(Clone, PartialEq, Eq)]
pub struct SettingsError {
    faults: Vec<SettingsFault>,
}

impl SettingsError {
    pub(super) fn new(faults: Vec<SettingsFault>) -> Self {
        Self { faults }
    }

    /// Each fault, in the order of the fields; what belongs to no field comes last.
    #[must_use]
    pub fn faults(&self) -> &[SettingsFault] {
        &self.faults
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.faults.len() {
            1 => f.write_str("one setting is wrong")?,
            count => write!(f, "{count} settings are wrong")?,
        }
        for fault in &self.faults {
            write!(f, "\n\n{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SettingsError {}

/// For a `main` that returns `std::io::Result`, as actix's examples do.
impl From<SettingsError> for io::Error {
    fn from(error: SettingsError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

/// One thing that is wrong.
///
/// What was read is shown on one line, cut where it is long, and not at all where it may be a
/// secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFault {
    pub(super) name: Option<String>,
    pub(super) source: Source,
    pub(super) read: Option<String>,
    pub(super) expected: Option<String>,
    /// What is wrong, where it is not just that something else was expected.
    pub(super) message: Option<String>,
    pub(super) help: String,
}

impl SettingsFault {
    /// The setting, `database.url`; `None` where none has the name that was used.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where it was read, or where it should have been.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What was read, as it may be shown.
    #[must_use]
    pub fn read(&self) -> Option<&str> {
        self.read.as_deref()
    }

    /// What should have been there.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for SettingsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.source)?;
        match (&self.name, &self.read) {
            (Some(name), Some(read)) => write!(f, "`{name}` is `{read}`")?,
            (Some(name), None) => write!(f, "`{name}`")?,
            (None, _) => {}
        }
        if let Some(message) = &self.message {
            let space = if self.name.is_some() { " " } else { "" };
            write!(f, "{space}{message}")?;
        }
        if let Some(expected) = &self.expected {
            write!(f, ", expected {expected}")?;
        }
        write!(f, "\nhelp: {}", self.help)
    }
}
