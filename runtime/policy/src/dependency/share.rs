//! A part of a whole, in percent: `50%`.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::number::thousandths;
use crate::words::{Word, only};

/// How many of a hundred: over 0, up to 100, with one decimal at most.
///
/// ```
/// use hardpoint_policy::Share;
///
/// let share: Share = "12.5%".parse()?;
/// assert_eq!((share.per_mille(), share.to_string()), (125, "12.5%".to_owned()));
/// assert!(share.is_reached(1, 8) && !share.is_reached(1, 9));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    per_mille: u16,
}

impl Share {
    pub(super) const HALF: Self = Self { per_mille: 500 };

    /// How many of a thousand, from 1 to 1000.
    pub const fn per_mille(self) -> u16 {
        self.per_mille
    }

    /// Whether `part` of `whole` is at least this share; of nothing, no share is reached.
    pub const fn is_reached(self, part: u64, whole: u64) -> bool {
        whole > 0 && part as u128 * 1_000 >= whole as u128 * self.per_mille as u128
    }

    /// The next share below so many of a hundred thousand, if there is one.
    fn nearest(thousandths: u32) -> Self {
        let per_mille = (thousandths / 100).clamp(1, 1_000);
        let per_mille = u16::try_from(per_mille).unwrap_or(1_000);
        Self { per_mille }
    }

    /// Reads a share from one word; what is offered instead of another has `behind` it.
    pub(super) fn read(word: Word<'_>, behind: &str) -> Result<Self, PolicyError> {
        let number = word.text.strip_suffix('%');
        // `12,5` is a number where a comma parts the decimals.
        let point = number.unwrap_or(word.text).replace(',', ".");
        let read = thousandths(&point);
        let Some(number) = number else {
            let error = match read {
                Some(_) => format!("`{}` has no unit: expected `%` behind it", word.text),
                None => format!("`{}` is no share: expected a number and `%`", word.text),
            };
            let write = read.map_or("50", |_| point.as_str());
            return Err(word.error(error).help(format!("write `{write}%{behind}`")));
        };
        let Some((share, is_exact)) = read.filter(|_| number == point) else {
            let write = read.map_or("50", |_| point.as_str());
            return Err(word
                .error(format!(
                    "`{}` is no share: expected a number such as `50%`",
                    word.text
                ))
                .help(format!("write `{write}%{behind}`")));
        };
        if !is_exact || share % 100 != 0 {
            return Err(word
                .error(format!(
                    "`{}` is finer than one of a thousand: expected at most 1 decimal",
                    word.text
                ))
                .help(format!("write `{}{behind}`", Self::nearest(share))));
        }
        match u16::try_from(share / 100) {
            Ok(per_mille @ 1..=1_000) => Ok(Self { per_mille }),
            _ => Err(word
                .error(format!(
                    "`{}` is no share of calls: expected more than 0 and at most 100",
                    word.text
                ))
                .help(format!("write `50%{behind}`"))),
        }
    }
}

impl FromStr for Share {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "a share", "50%")?, "")
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.per_mille / 10, self.per_mille % 10) {
            (whole, 0) => write!(f, "{whole}%"),
            (whole, tenth) => write!(f, "{whole}.{tenth}%"),
        }
    }
}
