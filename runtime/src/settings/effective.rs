//! The settings that are in force, and where each comes from.

use std::fmt;
use std::ops::Deref;

use super::source::Source;

/// Settings that were loaded, together with where each comes from.
///
/// `Display` prints one line for each, secrets redacted:
///
/// ```text
/// listen            = 0.0.0.0:80  (SHOP_LISTEN)
/// timeout           = 5s          (default)
/// database.password = [redacted]  (SHOP_DATABASE_PASSWORD_FILE (/run/secrets/db))
/// feature           is not set
/// ```
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    settings: T,
    effective: Vec<Effective>,
}

impl<T> Loaded<T> {
    pub(super) fn new(settings: T, effective: Vec<Effective>) -> Self {
        Self {
            settings,
            effective,
        }
    }

    /// The settings themselves.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.settings
    }

    /// Each setting, in the order of the fields.
    #[must_use]
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }
}

impl<T> Deref for Loaded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.settings
    }
}

impl<T> fmt::Display for Loaded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: fn(&Effective) -> &str| {
            let widths = self.effective.iter().map(|each| of(each).chars().count());
            widths.max().unwrap_or_default()
        };
        let names = width(Effective::name);
        let values = width(|each| each.value().unwrap_or_default());
        for (index, each) in self.effective.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{:names$} ", each.name)?;
            match (&each.value, &each.source) {
                (Some(value), Some(source)) => write!(f, "= {value:values$}  ({source})")?,
                (Some(value), None) => write!(f, "= {value}")?,
                (None, Some(source)) => write!(f, "is not set  ({source})")?,
                (None, None) => f.write_str("is not set")?,
            }
        }
        Ok(())
    }
}

/// One setting that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    name: String,
    value: Option<String>,
    source: Option<Source>,
}

impl Effective {
    pub(super) fn new(name: &str, value: Option<String>, source: Option<Source>) -> Self {
        Self {
            name: name.to_owned(),
            value,
            source,
        }
    }

    /// Its name, `database.url`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value as it was written, if it has one: a secret is `[redacted]`, and what is long is
    /// cut.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where the value comes from, or what says that there is none.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }
}
