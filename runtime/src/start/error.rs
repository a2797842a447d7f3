//! Why a service does not start: every reason, so that one start is enough to mend them all.

use std::{error, fmt, io};

/// Why a service does not start: the whole list.
///
/// `Display` and `Debug` print the same, one paragraph a fault, so that a `main` may return it as
/// it is:
///
/// ```no_run
/// use hardpoint::prelude::*;
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let hardpoint = Hardpoint::builder().build()?;
///     // …
///     Ok(())
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StartError(Vec<StartFault>);

/// One reason not to start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartFault {
    /// The name of the rule that is broken.
    pub rule: &'static str,
    /// The endpoints, or jobs, that it is about; none, if it is about the service as a whole.
    pub endpoints: Vec<String>,
    /// The option that it is about, such as `timeout`.
    pub option: Option<String>,
    /// Where the trouble was stated, if not in the code: `HARDPOINT_GET_ORDER_TIMEOUT`, or
    /// `overrides.toml:3`.
    pub source: Option<String>,
    /// One sentence in lower case, with options in backticks.
    pub message: String,
    /// What to do instead, with text that can be pasted.
    pub help: String,
}

impl StartError {
    /// Nothing, if there is no fault.
    pub(crate) fn unless_empty(faults: Vec<StartFault>) -> Result<(), Self> {
        match faults.is_empty() {
            true => Ok(()),
            false => Err(Self(faults)),
        }
    }

    /// The reasons, at least one.
    #[must_use]
    pub fn faults(&self) -> &[StartFault] {
        &self.0
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the service does not start, for one reason")?,
            many => write!(f, "the service does not start, for {many} reasons")?,
        }
        self.0.iter().try_for_each(|fault| write!(f, "\n\n{fault}"))
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for StartError {}

/// For a `main` that returns `std::io::Result`, as actix's examples do.
impl From<StartError> for io::Error {
    fn from(error: StartError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

/// `HARDPOINT_GET_ORDER_TIMEOUT: get_order: …`, then the remedy and the rule's name on lines of their own.
impl fmt::Display for StartFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{source}: ")?;
        }
        if !self.endpoints.is_empty() {
            write!(f, "{}: ", self.endpoints.join(", "))?;
        }
        write!(
            f,
            "{}\nhelp: {}\nrule: {}",
            self.message, self.help, self.rule
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(endpoints: &[&str], message: &str) -> StartFault {
        StartFault {
            rule: "some_rule",
            endpoints: endpoints.iter().map(|name| (*name).to_owned()).collect(),
            option: None,
            source: None,
            message: message.to_owned(),
            help: "do the other".to_owned(),
        }
    }

    #[test]
    fn no_fault_is_no_error() {
        assert_eq!(StartError::unless_empty(Vec::new()), Ok(()));
    }

    #[test]
    fn every_fault_is_a_paragraph_in_both_prints() {
        let stated = StartFault {
            source: Some("VARIABLE".to_owned()),
            ..fault(&[], "it does one")
        };
        let faults = vec![fault(&["a", "b"], "they do one"), stated];
        let error = StartError::unless_empty(faults).unwrap_err();
        let expected = "the service does not start, for 2 reasons\n\n\
            a, b: they do one\nhelp: do the other\nrule: some_rule\n\n\
            VARIABLE: it does one\nhelp: do the other\nrule: some_rule";
        assert_eq!(error.to_string(), expected);
        assert_eq!(format!("{error:?}"), expected);
        assert_eq!(format!("{error:#?}"), expected);
    }
}
