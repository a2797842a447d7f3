//! `slo`: how many requests are answered well, and how fast.

use std::fmt;
use std::str::FromStr;

use crate::number::thousandths;
use crate::words::{Known, Options, Word, first, without_commas, words};
use crate::{Duration, PolicyError};

/// How many requests of a hundred are to succeed, and in which time: `99.9% under:300ms`.
///
/// ```
/// use hardpoint_policy::{Duration, Slo};
///
/// let slo: Slo = "99.9% under:300ms".parse()?;
/// assert_eq!(slo.objective, 99_900);
/// assert_eq!(slo.under, Some(Duration::from_millis(300)));
/// assert_eq!(slo.to_string(), "99.9% under:300ms");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slo {
    /// How many of 100,000 requests are to succeed, from 1 to 99,999: `99.9%` is 99,900.
    pub objective: u32,
    /// How fast an answer must be to count as a success; any that comes where nothing is said.
    pub under: Option<Duration>,
}

/// All of them.
const WHOLE: u32 = 100_000;

const KNOWN: [Known; 1] = [Known {
    word: "under",
    example: Some("300ms"),
}];

impl FromStr for Slo {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let share = first(text, &mut rest, "a percentage", "99.9%")?;
        let objective = read_share(share)?;
        let options = Options::read(rest, "`slo`", &KNOWN)?;
        let under = match options.value("under") {
            Some(word) => Some(read_under(word)?),
            None => None,
        };
        Ok(Self { objective, under })
    }
}

impl fmt::Display for Slo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, thousandths) = (self.objective / 1_000, self.objective % 1_000);
        write!(f, "{whole}")?;
        if thousandths > 0 {
            let decimals = format!("{thousandths:03}");
            write!(f, ".{}", decimals.trim_end_matches('0'))?;
        }
        f.write_str("%")?;
        match self.under {
            Some(under) => write!(f, " under:{under}"),
            None => Ok(()),
        }
    }
}

fn read_share(word: Word<'_>) -> Result<u32, PolicyError> {
    let Some(number) = word.text.strip_suffix('%') else {
        // `99,9` is a number where a comma parts the decimals.
        let point = word.text.replace(',', ".");
        if thousandths(&point).is_some() {
            return Err(word
                .error(format!(
                    "`{}` has no unit: expected `%` behind it",
                    word.text
                ))
                .help(format!("write `{point}%`")));
        }
        without_commas(word, &KNOWN)?;
        return Err(word
            .error(format!(
                "`{}` is no percentage: expected a number and `%`, first of all",
                word.text
            ))
            .help("begin with the objective, such as `99.9%`"));
    };
    let Some((objective, is_exact)) = thousandths(number) else {
        let point = number.replace(',', ".");
        let write = thousandths(&point).map_or("99.9", |_| point.as_str());
        return Err(word
            .error(format!(
                "`{}` is no percentage: expected a number such as `99.9%`",
                word.text
            ))
            .help(format!("write `{write}%`")));
    };
    if !is_exact {
        return Err(word
            .error(format!(
                "`{}` is finer than a thousandth of a percent: expected at most 3 decimals",
                word.text
            ))
            .help("write `99.999%` or less"));
    }
    match objective {
        0 => Err(word
            .error(format!(
                "`{}` promises nothing: expected more than 0",
                word.text
            ))
            .help("write `99%`")),
        1..WHOLE => Ok(objective),
        _ => Err(word
            .error(format!(
                "`{}` leaves no error to budget for: expected less than 100",
                word.text
            ))
            .help("write `99.9%`")),
    }
}

fn read_under(word: Word<'_>) -> Result<Duration, PolicyError> {
    let under = Duration::read(word).map_err(|error| {
        match word.text.bytes().all(|byte| byte.is_ascii_digit()) {
            // Nobody means so many seconds.
            true => error.help(format!("write `{}ms`", word.text)),
            false => error,
        }
    })?;
    if under.is_zero() {
        return Err(word
            .error(format!(
                "`under:{}` is met by no answer: expected at least `1ms`",
                word.text
            ))
            .help("write `300ms`"));
    }
    Ok(under)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_number_is_printed() {
        for (text, objective, printed) in [
            ("99.9%", 99_900, "99.9%"),
            ("99.90%", 99_900, "99.9%"),
            ("99.9000%", 99_900, "99.9%"),
            ("0.001%", 1, "0.001%"),
            ("99.999%", 99_999, "99.999%"),
            ("099%", 99_000, "99%"),
            ("99.05%", 99_050, "99.05%"),
        ] {
            let slo: Slo = text.parse().unwrap();
            assert_eq!(slo.objective, objective, "{text}");
            assert_eq!(slo.to_string(), printed);
        }
    }

    #[test]
    fn what_is_no_objective_is_refused() {
        for (text, help) in [
            ("99.9", "write `99.9%`"),
            ("99,9%", "write `99.9%`"),
            ("99,9", "write `99.9%`"),
            ("100%", "write `99.9%`"),
            ("100.5%", "write `99.9%`"),
            ("99999999999%", "write `99.9%`"),
            ("0%", "write `99%`"),
            ("0.000%", "write `99%`"),
            ("99.9999%", "write `99.999%` or less"),
            ("99.%", "write `99.9%`"),
            (".9%", "write `99.9%`"),
            ("-1%", "write `99.9%`"),
            ("%", "write `99.9%`"),
            ("", "write `99.9%`"),
            ("under:300ms", "begin with the objective, such as `99.9%`"),
            ("99.9%,under:300ms", "write `99.9% under:300ms`"),
            ("99.9% under:0s", "write `300ms`"),
            ("99.9% under:300", "write `300ms`"),
            (
                "99.9% 300ms",
                "remove it, or write one of these, such as `under:300ms`",
            ),
            ("99.9% undr:1s", "write `under:1s`"),
            (
                "99.9% under:1s under:2s",
                "keep one of `under:1s` and `under:2s`",
            ),
        ] {
            let error = text.parse::<Slo>().unwrap_err();
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }
}
