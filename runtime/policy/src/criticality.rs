//! `criticality`: what is given up first under load.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{choice, only};

/// What is given up first under load.
///
/// ```
/// use hardpoint_policy::Criticality;
///
/// assert_eq!("sheddable".parse(), Ok(Criticality::Sheddable));
/// assert_eq!(Criticality::default().to_string(), "default");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Criticality {
    /// Kept to the last: a part of the capacity is kept for it.
    Critical,
    /// In between.
    #[default]
    Default,
    /// The first to be refused.
    Sheddable,
}

impl Criticality {
    /// The word that is written for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Default => "default",
            Self::Sheddable => "sheddable",
        }
    }
}

impl FromStr for Criticality {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "`critical`, `default` or `sheddable`", "critical")?;
        let choices = [Self::Critical, Self::Default, Self::Sheddable];
        choice(
            word,
            "criticality",
            &choices.map(|choice| (choice.as_str(), choice)),
        )
    }
}

impl fmt::Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_read_and_printed() {
        for text in ["critical", "default", "sheddable"] {
            assert_eq!(text.parse::<Criticality>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_unknown_word_gives_the_nearest() {
        let error = "shedable".parse::<Criticality>().unwrap_err();
        assert_eq!(
            error.message,
            "unknown criticality `shedable`: expected `critical`, `default` or `sheddable`"
        );
        assert_eq!(error.help.as_deref(), Some("write `sheddable`"));
        assert!("".parse::<Criticality>().is_err());
    }
}
