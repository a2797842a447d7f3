//! `version`: which version of an API an endpoint belongs to, and how requests say theirs.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use crate::number::whole;
use crate::words::{first, words};
use crate::{EndpointSpec, PolicyError};

/// A version of an API: a whole number from 1 to 9999.
///
/// ```
/// use hardpoint_policy::Version;
///
/// let version: Version = "2".parse()?;
/// assert_eq!((version.to_string(), version.segment()), ("2".into(), "v2".into()));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(NonZeroU16);

impl Version {
    /// The first one.
    pub const FIRST: Self = Self(NonZeroU16::MIN);

    /// The largest number of one.
    pub const MOST: u16 = 9_999;

    /// The version of that number; `None` where it is 0, or more than [`MOST`](Self::MOST).
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) if number.get() <= Self::MOST => Some(Self(number)),
            _ => None,
        }
    }

    /// Its number.
    pub const fn number(self) -> u16 {
        self.0.get()
    }

    /// The segment of a path that says it: `v2`.
    pub fn segment(self) -> String {
        format!("v{self}")
    }

    /// The version of a request that says `text`; `None` unless it is the number and nothing else.
    pub fn said(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        Self::new(text.parse().ok().filter(|_| is_plain)?)
    }

    /// The version that the segment of a path says: that of `v2`.
    pub fn of_segment(segment: &str) -> Option<Self> {
        Self::said(segment.strip_prefix('v')?)
    }
}

impl FromStr for Version {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let word = first(text, &mut rest, "a version", "2")?;
        if let Some(more) = rest.next() {
            return Err(more
                .error(format!(
                    "unknown word `{}`: `version` takes none",
                    more.text
                ))
                .help(format!("write `{}`", word.text)));
        }
        let major = word.text.trim_start_matches(['v', 'V']);
        let major = major.split('.').next().and_then(Self::said);
        let example = major.map_or_else(|| "2".to_owned(), |version| version.to_string());
        let number = whole(word, "version", u64::from(Self::MOST), &example)?;
        Self::said(word.text).ok_or_else(|| {
            let write = u16::try_from(number).ok().and_then(Self::new);
            let write = write.map_or_else(|| "1".to_owned(), |version| version.to_string());
            word.error(format!(
                "`{}` is no version: expected a number from 1, without zeros before it",
                word.text
            ))
            .help(format!("write `{write}`"))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How requests say which version they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versioning {
    /// In the first segment of the path, `/v2/orders`. Paths without one are those of the default,
    /// if there is one.
    Path {
        /// Which version a path without one means.
        default: Option<Version>,
    },
    /// In a header.
    Header {
        /// Which version a request without it means.
        default: Version,
    },
}

/// In the path, and each says its own.
impl Default for Versioning {
    fn default() -> Self {
        Self::Path { default: None }
    }
}

/// Where an endpoint is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedAt<'a> {
    /// The path as requests have it.
    pub path: &'a str,
    /// Which version a header has to say, where one decides.
    pub version: Option<Version>,
}

impl Versioning {
    /// Where `spec` is served; nothing where it is mounted by hand.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use hardpoint_policy::{EndpointSpec, Version, Versioning};
    ///
    /// let spec = EndpointSpec {
    ///     path: Some(Cow::Borrowed("/v2/orders")),
    ///     version: Version::new(2),
    ///     ..EndpointSpec::new("list_orders", "shop")
    /// };
    /// assert_eq!(Versioning::default().served_at(&spec).unwrap().path, "/v2/orders");
    /// let by_header = Versioning::Header { default: Version::new(1).unwrap() };
    /// assert_eq!(by_header.served_at(&spec).unwrap().path, "/orders");
    /// ```
    pub fn served_at(self, spec: &EndpointSpec) -> Option<ServedAt<'_>> {
        let path = spec.path.as_deref()?;
        Some(match (self, spec.unversioned_path()) {
            (Self::Header { .. }, Some(path)) => ServedAt {
                path,
                version: spec.version,
            },
            _ => ServedAt {
                path,
                version: None,
            },
        })
    }

    /// The path without a version at which `spec` is served as well, because its version is the
    /// default.
    pub fn served_unversioned(self, spec: &EndpointSpec) -> Option<&str> {
        match self {
            Self::Path { default } if default.is_some() && default == spec.version => {
                spec.unversioned_path()
            }
            _ => None,
        }
    }
}

impl EndpointSpec {
    /// Its path without the segment of its version: `/orders` of `/v2/orders`; `None` where it has
    /// no version.
    pub fn unversioned_path(&self) -> Option<&str> {
        let version = self.version?.segment();
        self.path
            .as_deref()?
            .strip_prefix('/')?
            .strip_prefix(&*version)
    }

    /// The same endpoint, of `version`: that is the first segment of its path.
    #[must_use]
    pub fn versioned(mut self, version: Version) -> Self {
        self.version = Some(version);
        self.path = self
            .path
            .map(|path| format!("/{}{path}", version.segment()).into());
        self
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn what_is_no_version_is_helped() {
        for (text, help) in [
            ("", "write `2`"),
            ("0", "write `1`"),
            ("02", "write `2`"),
            ("v2", "write `2`"),
            ("2.1", "write `2`"),
            ("V3.0", "write `3`"),
            ("latest", "write `2`"),
            ("10000", "write `9999` or less"),
            ("2 3", "write `2`"),
            ("+2", "write `2`"),
            ("2026-06-01", "write `2`"),
        ] {
            let error = text.parse::<Version>().unwrap_err();
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }

    #[test]
    fn only_the_number_itself_says_a_version() {
        assert_eq!(Version::said("2"), Version::new(2));
        assert_eq!(Version::of_segment("v9999"), Version::new(9_999));
        for text in ["", "0", "02", "+2", "2 ", "10000", "99999999", "v2", "２"] {
            assert_eq!(Version::said(text), None, "{text}");
        }
        assert_eq!(Version::of_segment("2"), None);
        assert_eq!(Version::of_segment("vv2"), None);
    }

    #[test]
    fn an_endpoint_is_served_where_its_version_is_said() {
        let of = |version| {
            let spec = EndpointSpec {
                path: Some(Cow::Borrowed("/orders")),
                ..EndpointSpec::new("list", "shop")
            };
            match Version::new(version) {
                Some(version) => spec.versioned(version),
                None => spec,
            }
        };
        let (one, none) = (of(1), of(0));
        let at = |spec: &EndpointSpec, versioning: Versioning| {
            let at = versioning.served_at(spec).unwrap();
            let unversioned = versioning.served_unversioned(spec).map(str::to_owned);
            (at.path.to_owned(), at.version, unversioned)
        };
        let default = Version::new(1);
        let path = |default| Versioning::Path { default };
        let header = Versioning::Header {
            default: default.unwrap(),
        };
        let orders = || "/orders".to_owned();
        let in_path = || "/v1/orders".to_owned();
        assert_eq!(at(&one, path(None)), (in_path(), None, None));
        assert_eq!(at(&one, path(Version::new(2))), (in_path(), None, None));
        assert_eq!(at(&one, path(default)), (in_path(), None, Some(orders())));
        assert_eq!(at(&one, header), (orders(), default, None));
        for versioning in [path(None), path(default), header] {
            assert_eq!(at(&none, versioning), (orders(), None, None));
        }
    }
}
