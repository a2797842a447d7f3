//! `auth` and `public`: who may call an endpoint.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::Word;

/// Who may call an endpoint: nothing said, everyone, whoever is known, or whoever holds scopes.
///
/// `public` and `principal` are words; any other text is a list of scopes with commas, all of
/// which are needed. A scope is a token of RFC 6749 §3.3, which is visible ASCII without `"` and
/// `\`, and has no comma, which parts the list.
///
/// ```
/// use hardpoint_policy::Access;
///
/// let access: Access = "orders:write, orders:read".parse()?;
/// assert_eq!(access.scopes(), ["orders:write", "orders:read"]);
/// assert_eq!(access.to_string(), "orders:write,orders:read");
/// assert!(access.knows_the_caller());
/// assert_eq!("public".parse(), Ok(Access::Public));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Nothing is said: everyone, unless the service demands that it be said. As text, `unstated`.
    #[default]
    Unstated,
    /// Everyone, and that is meant.
    Public,
    /// Whoever is known by their credentials.
    Principal,
    /// Whoever is known and holds every one of these scopes, of which there is at least one.
    Scopes(Cow<'static, [Cow<'static, str>]>),
}

/// What each access is called that is no list of scopes.
const NAMED: [(&str, Access); 3] = [
    ("unstated", Access::Unstated),
    ("public", Access::Public),
    ("principal", Access::Principal),
];

impl Access {
    /// Reads a list of scopes, as `auth = "…"` takes it; no word stands for something else.
    ///
    /// # Errors
    /// An empty list or item, a scope twice, a character that no scope has, and where.
    ///
    /// ```
    /// use hardpoint_policy::Access;
    ///
    /// assert!(Access::of_scopes("orders:read").is_ok());
    /// let error = Access::of_scopes("public").unwrap_err();
    /// assert_eq!(error.message, "`public` is the name of an option, and no scope");
    /// ```
    pub fn of_scopes(text: &str) -> Result<Self, PolicyError> {
        let list = Word { text, start: 0 };
        if text.trim().is_empty() {
            return Err(list
                .error("nothing is said: expected a list of scopes")
                .help("write `orders:read`, or no value at all where every principal may call"));
        }
        let mut scopes: Vec<Cow<'static, str>> = Vec::new();
        for item in list.list() {
            if item.text.is_empty() {
                return Err(empty_item(list));
            }
            check_scope(item)?;
            if scopes.iter().any(|scope| *scope == item.text) {
                return Err(item
                    .error(format!("the scope `{}` is said twice", item.text))
                    .help("remove one of the two"));
            }
            scopes.push(Cow::Owned(item.text.to_owned()));
        }
        Ok(Self::Scopes(Cow::Owned(scopes)))
    }

    /// The scopes that are needed; none where no list is said.
    pub fn scopes(&self) -> &[Cow<'static, str>] {
        match self {
            Self::Scopes(scopes) => scopes,
            Self::Unstated | Self::Public | Self::Principal => &[],
        }
    }

    /// Whether every request that is let in has a principal.
    pub const fn knows_the_caller(&self) -> bool {
        matches!(self, Self::Principal | Self::Scopes(_))
    }
}

impl FromStr for Access {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        match NAMED.iter().find(|(name, _)| *name == text.trim()) {
            Some((_, access)) => Ok(access.clone()),
            None => Self::of_scopes(text),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unstated => f.write_str("unstated"),
            Self::Public => f.write_str("public"),
            Self::Principal => f.write_str("principal"),
            Self::Scopes(scopes) => f.write_str(&scopes.join(",")),
        }
    }
}

/// A token of RFC 6749 §3.3 without commas, and none of the words that mean no scope.
fn check_scope(scope: Word<'_>) -> Result<(), PolicyError> {
    let legal = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
    if let Some((at, c)) = scope.text.char_indices().find(|(_, c)| !legal(*c)) {
        let place = scope.part(at, at + c.len_utf8());
        if c.is_whitespace() {
            let parts: Vec<String> = scope
                .text
                .split_whitespace()
                .map(|part| part.chars().filter(|c| legal(*c)).collect())
                .filter(|part: &String| {
                    !part.is_empty()
                        && check_scope(Word {
                            text: part,
                            start: 0,
                        })
                        .is_ok()
                })
                .collect();
            let write = match parts.as_slice() {
                [] => "orders:read".to_owned(),
                parts => parts.join(","),
            };
            return Err(place
                .error(format!(
                    "`{}` has white space: expected commas between scopes",
                    scope.text
                ))
                .help(format!("write `{write}`")));
        }
        let kept: String = scope.text.chars().filter(|c| legal(*c)).collect();
        let write = if kept.is_empty() {
            "orders:read"
        } else {
            &kept
        };
        return Err(place
            .error(format!(
                "{c:?} cannot stand in a scope: expected visible ASCII other than `,`, `\"` and `\\`"
            ))
            .help(format!("write `{write}`")));
    }
    match scope.text {
        "public" => Err(scope
            .error("`public` is the name of an option, and no scope")
            .help("write `public` in place of `auth`")),
        "principal" | "unstated" => Err(scope
            .error(format!("`{}` is no scope", scope.text))
            .help("write `auth` without a value where every principal may call")),
        _ => Ok(()),
    }
}

fn empty_item(list: Word<'_>) -> PolicyError {
    let rest: Vec<&str> = list
        .list()
        .map(|item| item.text)
        .filter(|text| !text.is_empty())
        .collect();
    let write = match rest.as_slice() {
        [] => "orders:read".to_owned(),
        rest => rest.join(","),
    };
    list.error(format!("`{}` has an empty scope", list.text))
        .help(format!("write `{write}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_scopes_and_scopes_are_read_in_their_order() {
        assert_eq!(" principal ".parse(), Ok(Access::Principal));
        assert_eq!("unstated".parse(), Ok(Access::Unstated));
        let access: Access = "https://example.com/orders,a!#[]{}|~".parse().unwrap();
        assert_eq!(access.scopes(), ["https://example.com/orders", "a!#[]{}|~"]);
    }

    #[test]
    fn what_is_no_list_of_scopes_is_refused_where_it_stands() {
        for (text, at, help) in [
            (
                "",
                (0, 0),
                "write `orders:read`, or no value at all where every principal may call",
            ),
            (
                "  ",
                (0, 2),
                "write `orders:read`, or no value at all where every principal may call",
            ),
            ("a,,b", (0, 4), "write `a,b`"),
            (",", (0, 1), "write `orders:read`"),
            ("a b", (1, 2), "write `a,b`"),
            ("a b\"", (1, 2), "write `a,b`"),
            ("public \"", (6, 7), "write `orders:read`"),
            ("a,b,a", (4, 5), "remove one of the two"),
            ("a,b\"c", (3, 4), "write `bc`"),
            ("a\\", (1, 2), "write `a`"),
            ("ü", (0, 2), "write `orders:read`"),
            ("a,public", (2, 8), "write `public` in place of `auth`"),
            (
                "a,principal",
                (2, 11),
                "write `auth` without a value where every principal may call",
            ),
        ] {
            let error = text.parse::<Access>().unwrap_err();
            assert_eq!(error.at, at, "{text}: {error}");
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }

    #[test]
    fn the_caller_is_known_where_credentials_are_needed() {
        let known = |text: &str| text.parse::<Access>().unwrap().knows_the_caller();
        assert!(known("principal") && known("orders:read"));
        assert!(!known("public") && !known("unstated"));
    }
}
