//! The only reader of the process's environment variables.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::ops::Bound;

/// Environment variables, as they were at one moment.
///
/// ```
/// use hardpoint::Environment;
///
/// let environment = Environment::of([("SHOP_LISTEN", "127.0.0.1:8080")]);
/// assert_eq!(environment.get("SHOP_LISTEN"), Some("127.0.0.1:8080"));
/// assert_eq!(environment.get("SHOP_TIMEOUT"), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process. What is not Unicode is kept as if each wrong part were `U+FFFD`.
    #[must_use]
    pub fn process() -> Self {
        let text = |text: OsString| text.to_string_lossy().into_owned();
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the door for the environment"
        )]
        let variables = std::env::vars_os();
        Self(
            variables
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
        )
    }

    /// Just these: for tests, and for programs that have them from elsewhere.
    pub fn of<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let owned = |(name, value): (N, V)| (name.into(), value.into());
        Self(variables.into_iter().map(owned).collect())
    }

    /// The value of one of them.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Names and values of those whose names begin with `prefix`, in the order of their names.
    pub fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        let from = self
            .0
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        from.take_while(move |(name, _)| name.starts_with(prefix))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Values are often secrets: only names appear in debug output.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_finds_its_names_and_no_others() {
        let environment = Environment::of([("B_1", "x"), ("A_2", "y"), ("A_1", "z"), ("AB", "")]);
        let found: Vec<_> = environment.beginning_with("A_").collect();
        assert_eq!(found, [("A_1", "z"), ("A_2", "y")]);
    }

    #[test]
    fn values_are_not_shown() {
        let shown = format!("{:?}", Environment::of([("TOKEN", "secret")]));
        assert_eq!(shown, r#"{"TOKEN"}"#);
    }
}
