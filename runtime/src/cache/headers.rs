//! What an answer's headers say of its storing: `Cache-Control`, `Vary`, `Age`, `Cache-Status`.

use std::time::Duration;

use actix_web::http::header::{
    AGE, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_LOCATION, DATE, ETAG, EXPIRES,
    HeaderMap, HeaderName, HeaderValue, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, VARY,
};

use super::admission::Terms;
use super::directives::Directives;
use super::key::{MethodClass, Scope};
use super::plan::{CachePlan, Fill};

/// Why a request went to the handler (RFC 9211 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forward {
    /// Nothing is stored for this target.
    UriMiss,
    /// Something is, but not for these headers or this principal.
    VaryMiss,
    /// What is stored is too old, or nobody knows any more whether it is.
    Stale,
}

/// The `Cache-Status` (RFC 9211) of an answer for which the handler ran; a hit's is its [`Status`].
/// The key is not told.
impl Forward {
    /// Neither stored nor somebody else's.
    pub(crate) fn cache_status(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::UriMiss => "hardpoint; fwd=uri-miss",
            Self::VaryMiss => "hardpoint; fwd=vary-miss",
            Self::Stale => "hardpoint; fwd=stale",
        })
    }

    /// Made for this request, and stored or not.
    pub(super) fn filled(self, stored: bool) -> HeaderValue {
        HeaderValue::from_static(match self {
            _ if !stored => return self.cache_status(),
            Self::UriMiss => "hardpoint; fwd=uri-miss; stored",
            Self::VaryMiss => "hardpoint; fwd=vary-miss; stored",
            Self::Stale => "hardpoint; fwd=stale; stored",
        })
    }

    /// Made for another request.
    pub(super) fn collapsed(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::UriMiss => "hardpoint; fwd=uri-miss; collapsed",
            Self::VaryMiss => "hardpoint; fwd=vary-miss; collapsed",
            Self::Stale => "hardpoint; fwd=stale; collapsed",
        })
    }
}

/// How a request came by a stored answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Served {
    /// It was there, fresh or stale.
    Hit,
    /// It was there for another instance, and so for this one.
    SecondLevel,
    /// The handler ran for this request.
    Filled {
        /// Why it ran.
        forward: Forward,
        /// Whether its answer was stored; not where it was invalidated meanwhile.
        stored: bool,
    },
    /// The handler ran for another request, which this one waited for.
    Collapsed(Forward),
}

/// How fresh a hit is, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// For so long to come.
    Fresh(u64),
    /// No more, since then.
    Stale(u64),
}

impl Status {
    /// The status of what has been held for `held` and is fresh for `fresh`.
    pub(super) fn of(fresh: Duration, held: Duration) -> Self {
        match held.checked_sub(fresh) {
            // Stale for a part of a second is stale: rounded away from zero.
            Some(over) if !over.is_zero() => {
                Self::Stale(over.as_secs() + u64::from(over.subsec_nanos() > 0))
            }
            _ => Self::Fresh(fresh.saturating_sub(held).as_secs()),
        }
    }

    pub(super) fn cache_status(self) -> HeaderValue {
        match self {
            Self::Fresh(seconds) => numbered("hardpoint; hit; ttl=", seconds),
            Self::Stale(seconds) => numbered("hardpoint; hit; ttl=-", seconds),
        }
    }

    /// The same, of what was found in the second level: for whoever asks, both are one cache.
    pub(super) fn of_second_level(self) -> HeaderValue {
        let first = self.cache_status();
        let detail = b"; detail=second-level";
        HeaderValue::from_bytes(&[first.as_bytes(), detail].concat()).unwrap_or(first)
    }
}

/// `text` and a number; `write!` would cost several times as much.
pub(super) fn numbered(text: &str, number: u64) -> HeaderValue {
    let mut line = [0; 48];
    let mut at = line.len();
    let mut rest = number;
    loop {
        at -= 1;
        // A digit.
        line[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    // At most 20 digits are written, and the texts are shorter than the rest of the line.
    let start = at.saturating_sub(text.len());
    line[start..at].copy_from_slice(&text.as_bytes()[..at - start]);
    HeaderValue::from_bytes(&line[start..]).unwrap_or_else(|_| HeaderValue::from_static("0"))
}

/// The headers of an entry: the handler's, less those of its one delivery, with `Cache-Control`
/// and `Vary` as they fit the key.
pub(super) fn of_entry(handlers: HeaderMap, fill: &Fill, terms: Terms) -> HeaderMap {
    let mut headers = handlers;
    let named = headers.get_all(CONNECTION).cloned().collect::<Vec<_>>();
    for name in named
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
    {
        if let Ok(name) = HeaderName::from_bytes(name.trim_ascii()) {
            headers.remove(name);
        }
    }
    for name in OF_ONE_DELIVERY {
        headers.remove(name);
    }
    for name in ["keep-alive", "proxy-connection", "x-request-id"] {
        headers.remove(name);
    }
    if let Some(said) = cache_control(&headers, fill, terms.lifetime) {
        headers.insert(CACHE_CONTROL, said);
    }
    add_vary(&mut headers, &fill.plan);
    headers
}

const OF_ONE_DELIVERY: [HeaderName; 7] = [
    AGE,
    CONNECTION,
    CONTENT_LENGTH,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// What `Cache-Control` should say instead of what it says, if anything.
///
/// The handler's own word stands, unless it would let others store what is one principal's. What
/// all share who are let in is nobody else's: a cache on the way asks no one for credentials, and
/// may give it away only if the handler itself says so (RFC 9111 §3.5).
fn cache_control(headers: &HeaderMap, fill: &Fill, lifetime: Duration) -> Option<HeaderValue> {
    if fill.key.class == MethodClass::Unsafe {
        // A cache on the way does not know that equal bodies have equal answers.
        return Some(HeaderValue::from_static("no-store"));
    }
    let seconds = lifetime.as_secs();
    let private = || numbered("private, max-age=", seconds);
    let said = headers
        .contains_key(CACHE_CONTROL)
        .then(|| Directives::of(headers));
    match (fill.key.scope, said) {
        (Scope::Private, Some(said)) if said.private => None,
        (Scope::Private, _) => Some(private()),
        (Scope::Shared, Some(said)) if fill.plan.is_guarded() => {
            (!said.private && !said.for_others).then(private)
        }
        (Scope::Shared, None) if fill.plan.is_guarded() => Some(private()),
        (_, Some(_)) => None,
        (Scope::Shared, None) => Some(numbered("public, max-age=", seconds)),
        (Scope::Open, None) => Some(numbered("max-age=", seconds)),
    }
}

/// Adds the listed headers to `Vary`, where it does not name them.
fn add_vary(headers: &mut HeaderMap, plan: &CachePlan) {
    let mut names: Vec<String> = Vec::new();
    let said = headers.get_all(VARY).filter_map(|line| line.to_str().ok());
    let said = said.flat_map(|line| line.split(','));
    let listed = plan.listed().map(HeaderName::as_str);
    for name in said
        .chain(listed)
        .map(|name| name.trim().to_ascii_lowercase())
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    if let Ok(vary) = HeaderValue::from_str(&names.join(", "))
        && !names.is_empty()
    {
        headers.insert(VARY, vary);
    }
}

/// Whether a header of an entry goes with a 304 (RFC 9110 §15.4.5). Every entry that can be
/// answered so has an `ETag`, so `Last-Modified` does not.
pub(super) fn goes_with_not_modified(name: &HeaderName) -> bool {
    [CACHE_CONTROL, CONTENT_LOCATION, DATE, ETAG, EXPIRES, VARY].contains(name)
}

#[cfg(test)]
mod tests;
