//! The methods a route can have.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{choice, only};

/// A method of HTTP (RFC 9110 §9; `PATCH` by RFC 5789, `QUERY` by its draft).
///
/// ```
/// use hardpoint_policy::Method;
///
/// let method: Method = "DELETE".parse()?;
/// assert!(method.is_idempotent() && !method.is_safe());
/// assert_eq!(method.to_string(), "DELETE");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each variant is the method of that name")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
    Trace,
    Connect,
    Query,
}

impl Method {
    /// Every method, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
        Self::Trace,
        Self::Connect,
        Self::Query,
    ];

    /// The method as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Connect => "CONNECT",
            Self::Query => "QUERY",
        }
    }

    /// Whether a request with it asks for no change (RFC 9110 §9.2.1).
    pub const fn is_safe(self) -> bool {
        matches!(
            self,
            Self::Get | Self::Head | Self::Options | Self::Trace | Self::Query
        )
    }

    /// Whether several equal requests with it are meant to do what one does (RFC 9110 §9.2.2).
    pub const fn is_idempotent(self) -> bool {
        self.is_safe() || matches!(self, Self::Put | Self::Delete)
    }
}

impl FromStr for Method {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "a method of HTTP", "GET")?;
        choice(
            word,
            "method",
            &Self::ALL.map(|method| (method.as_str(), method)),
        )
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_read_and_printed() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
    }

    #[test]
    fn safe_and_idempotent_are_those_of_the_rfc() {
        let of = |test: fn(Method) -> bool| {
            Method::ALL
                .into_iter()
                .filter(|m| test(*m))
                .map(Method::as_str)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(Method::is_safe),
            ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]
        );
        assert_eq!(
            of(Method::is_idempotent),
            ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"]
        );
    }

    #[test]
    fn lower_case_is_refused_with_the_spelling() {
        let error = "get".parse::<Method>().unwrap_err();
        assert_eq!(error.help.as_deref(), Some("write `GET`"));
        let error = "FETCH".parse::<Method>().unwrap_err();
        assert!(
            error
                .message
                .starts_with("unknown method `FETCH`: expected `GET`"),
            "{error}"
        );
    }
}
