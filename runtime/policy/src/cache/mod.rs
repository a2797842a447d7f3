//! `cache`: how answers are stored and shared.

mod invalidated_by;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::header::read_header;
use crate::number::whole;
use crate::tags::{print_tags, read_list};
use crate::words::{Known, Options, Word, words};
use crate::{Duration, PolicyError, Size, Tags, nearest};

pub use invalidated_by::InvalidatedBy;

/// How answers are stored: `ttl:60 stale:30 vary:principal,accept-language tags:orders max:1MiB`.
///
/// ```
/// use hardpoint_policy::{CachePolicy, Duration, Vary};
///
/// let policy: CachePolicy = "ttl:60 stale:30 vary:principal tags:orders,order-{id}".parse()?;
/// assert_eq!(policy.ttl, Duration::from_secs(60));
/// assert_eq!(*policy.vary, [Vary::Principal]);
/// assert_eq!(policy.to_string(), "ttl:60 stale:30 vary:principal tags:orders,order-{id}");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachePolicy {
    /// How long an answer is fresh; it must be said. A bare number is seconds.
    pub ttl: Duration,
    /// For how long after that it may be served while it is renewed, or on error; zero where unsaid.
    pub stale: Duration,
    /// Whether the answer is said to be the same for everyone (`shared`).
    pub shared: bool,
    /// What the answer depends on besides path and query.
    pub vary: Cow<'static, [Vary]>,
    /// Under which tags it can be invalidated.
    pub tags: Tags,
    /// Who invalidates its tags.
    pub invalidated_by: InvalidatedBy,
    /// The largest body that is stored; `1MiB` where nothing is said.
    pub max: Size,
    /// Which statuses are stored besides 200 (`status:204,404,301`).
    pub statuses: Cow<'static, [u16]>,
}

/// One thing an answer depends on.
///
/// ```
/// use hardpoint_policy::Vary;
///
/// assert_eq!("tenant".parse(), Ok(Vary::Tenant));
/// assert_eq!("Accept-Language".parse(), Ok(Vary::Header("accept-language".into())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Vary {
    /// The principal (and its tenant).
    Principal,
    /// The principal's tenant.
    Tenant,
    /// A request header, lower case.
    Header(Cow<'static, str>),
}

const KNOWN: [Known; 8] = [
    Known {
        word: "ttl",
        example: Some("60"),
    },
    Known {
        word: "stale",
        example: Some("30"),
    },
    Known {
        word: "shared",
        example: None,
    },
    Known {
        word: "vary",
        example: Some("principal,accept-language"),
    },
    Known {
        word: "tags",
        example: Some("orders,order-{id}"),
    },
    Known {
        word: "invalidated-by",
        example: Some("ttl"),
    },
    Known {
        word: "max",
        example: Some("1MiB"),
    },
    Known {
        word: "status",
        example: Some("204,404"),
    },
];

impl CachePolicy {
    /// The largest body that is stored where nothing is said: `1MiB`.
    pub const DEFAULT_MAX: Size = Size::from_mib(1);

    /// A policy that keeps answers for `ttl`, with every default.
    pub const fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            stale: Duration::ZERO,
            shared: false,
            vary: Cow::Borrowed(&[]),
            tags: Cow::Borrowed(&[]),
            invalidated_by: InvalidatedBy::Endpoints,
            max: Self::DEFAULT_MAX,
            statuses: Cow::Borrowed(&[]),
        }
    }

    /// Whether an answer of that status is stored.
    pub fn stores(&self, status: u16) -> bool {
        status == 200 || self.statuses.contains(&status)
    }
}

impl FromStr for CachePolicy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let options = Options::read(words(text), "`cache`", &KNOWN)?;
        let Some(ttl) = options.value("ttl") else {
            let with_ttl = format!("ttl:60 {}", text.trim());
            return Err(PolicyError::new(
                (0, text.len()),
                "`ttl:` is missing: how long an answer is kept must be said",
            )
            .help(format!("write `{}`", with_ttl.trim())));
        };
        let mut policy = Self::new(Duration::read_ttl(ttl)?);
        if let Some(word) = options.value("stale") {
            policy.stale = Duration::read_lifetime(word)?;
        }
        policy.shared = options.flag("shared");
        if let Some(word) = options.value("vary") {
            policy.vary = Cow::Owned(read_each(word, "vary", Vary::read)?);
        }
        if let Some(word) = options.value("tags") {
            policy.tags = read_list(word)?;
        }
        if let Some(word) = options.value("invalidated-by") {
            policy.invalidated_by = InvalidatedBy::read(word)?;
        }
        if let Some(word) = options.value("max") {
            policy.max = Size::read(word)?;
        }
        if let Some(word) = options.value("status") {
            policy.statuses = Cow::Owned(read_each(word, "status", read_status)?);
        }
        Ok(policy)
    }
}

impl fmt::Display for CachePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ttl:{}", self.ttl.lifetime_text())?;
        if !self.stale.is_zero() {
            write!(f, " stale:{}", self.stale.lifetime_text())?;
        }
        if self.shared {
            f.write_str(" shared")?;
        }
        if !self.vary.is_empty() {
            write!(f, " vary:{}", joined(&self.vary))?;
        }
        if !self.tags.is_empty() {
            write!(f, " tags:{}", print_tags(&self.tags))?;
        }
        if self.invalidated_by != InvalidatedBy::default() {
            write!(f, " invalidated-by:{}", self.invalidated_by)?;
        }
        if self.max != Self::DEFAULT_MAX {
            write!(f, " max:{}", self.max)?;
        }
        if !self.statuses.is_empty() {
            write!(f, " status:{}", joined(&self.statuses))?;
        }
        Ok(())
    }
}

impl Vary {
    fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        match word.text {
            "principal" => Ok(Self::Principal),
            "tenant" => Ok(Self::Tenant),
            "*" => Err(word
                .error("`vary:*` would never be found again: expected what the answer depends on")
                .help("write `vary:principal,accept-language`, or remove `cache`")),
            _ => match meant(word.text) {
                Some(near) => Err(word
                    .error(format!(
                        "`{}` is no header that requests have: expected `principal`, `tenant` or a header",
                        word.text
                    ))
                    .help(format!("write `{near}`"))),
                None => read_header(word).map(Self::Header),
            },
        }
    }
}

/// The word that was meant, where what stands there would be taken for a header that no request
/// has: all would share one answer. A header that services name themselves has a `-` in it.
fn meant(name: &str) -> Option<&'static str> {
    if ["user", "account", "subject"].contains(&name) {
        return Some("principal");
    }
    let near = nearest(name, ["principal", "tenant"]);
    near.filter(|_| !name.contains('-'))
}

impl FromStr for Vary {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let expected = "`principal`, `tenant` or a header";
        Self::read(crate::words::only(text, expected, "principal")?)
    }
}

impl fmt::Display for Vary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Principal => "principal",
            Self::Tenant => "tenant",
            Self::Header(name) => name,
        })
    }
}

/// Reads the items of a list, none of them twice.
fn read_each<T: PartialEq>(
    list: Word<'_>,
    key: &str,
    read: impl Fn(Word<'_>) -> Result<T, PolicyError>,
) -> Result<Vec<T>, PolicyError> {
    let mut items = Vec::new();
    for word in list.list() {
        if word.text.is_empty() {
            let rest: Vec<&str> = list
                .text
                .split(',')
                .filter(|item| !item.is_empty())
                .collect();
            return Err(list
                .error(format!("`{key}:{}` has an empty item", list.text))
                .help(format!(
                    "write `{key}:{}`, without white space in it",
                    rest.join(",")
                )));
        }
        let item = read(word)?;
        if items.contains(&item) {
            return Err(word
                .error(format!("`{}` is said twice in `{key}:`", word.text))
                .help("remove one of the two"));
        }
        items.push(item);
    }
    Ok(items)
}

/// A status that may be stored: not those that speak of one request, one range or one moment.
fn read_status(word: Word<'_>) -> Result<u16, PolicyError> {
    let status = whole(word, "status", 599, "404")?;
    let why = match status {
        200 => "is stored in any case",
        0..=199 => "is no status of an answer",
        206 | 304 => "is only a part of an answer and is never stored",
        408 | 429 | 431 => "speaks of one request and is never stored",
        500.. => "is a failure and is never stored",
        _ => return u16::try_from(status).map_err(|_| word.error("no status")),
    };
    Err(word
        .error(format!("`{status}` {why}"))
        .help(format!("remove `{status}` from `status:`")))
}

fn joined<T: fmt::Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    items.join(",")
}

#[cfg(test)]
mod tests;
