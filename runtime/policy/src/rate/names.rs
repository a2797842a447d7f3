//! The names of rates in the `RateLimit` headers.

use super::arithmetic::window_text;
use super::{Rate, RateKey};

impl Rate {
    /// Its name in the `RateLimit` and `RateLimit-Policy` headers: `ip`, `principal`, `tenant`,
    /// `header-x-key`, `global`.
    ///
    /// It is visible ASCII without `"` and `\`, so it needs no escape in a structured-field
    /// string (RFC 9651 §3.3.3). Where several rates have one key, see [`policy_names`].
    pub fn policy_name(&self) -> String {
        match &self.key {
            RateKey::Header(name) => format!("header-{name}"),
            key => key.to_string(),
        }
    }
}

/// The names of an endpoint's rates, all different, in the order of the rates.
///
/// Where several rates have one key, the window is part of the name: `ip-1min`, `ip-1h`. Where
/// that is the same too (one of them being a shadow), the later ones are numbered: `ip-1min-2`.
///
/// ```
/// use hardpoint_policy::{Rate, policy_names};
///
/// let rates: Vec<Rate> = vec!["10/min".parse()?, "100/h".parse()?, "9/s per:global".parse()?];
/// assert_eq!(policy_names(&rates), ["ip-1min", "ip-1h", "global"]);
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
pub fn policy_names(rates: &[Rate]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(rates.len());
    for rate in rates {
        let alone = rates.iter().filter(|other| other.key == rate.key).count() == 1;
        let base = if alone {
            rate.policy_name()
        } else {
            format!("{}-{}", rate.policy_name(), window_text(rate.window))
        };
        let mut name = base.clone();
        let mut number = 2_u32;
        while names.contains(&name) {
            name = format!("{base}-{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        let rates: Vec<Rate> = texts.iter().map(|text| text.parse().unwrap()).collect();
        policy_names(&rates)
    }

    #[test]
    fn a_key_names_its_only_rate() {
        assert_eq!(
            names(&[
                "5/min per:header(X-Key)",
                "8/min",
                "1/s per:tenant",
                "1/s per:principal"
            ]),
            ["header-x-key", "ip", "tenant", "principal"]
        );
    }

    #[test]
    fn windows_tell_rates_of_one_key_apart() {
        assert_eq!(
            names(&["5/s", "8/min", "80/10min"]),
            ["ip-1s", "ip-1min", "ip-10min"]
        );
    }

    #[test]
    fn names_are_different_whatever_the_rates() {
        assert_eq!(
            names(&["5/s", "4/s mode:shadow", "3/s"]),
            ["ip-1s", "ip-1s-2", "ip-1s-3"]
        );
        assert_eq!(
            names(&[
                "1/s per:header(x)",
                "1/min per:header(x)",
                "1/s per:header(x-1s)"
            ]),
            ["header-x-1s", "header-x-1min", "header-x-1s-2"]
        );
    }
}
