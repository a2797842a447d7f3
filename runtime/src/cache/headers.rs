//! What an answer's headers say of its storing: `Cache-Control`, `Vary`, `Age`, `Cache-Status`.

use std::time::Duration;

use actix_web::http::header::{
    AGE, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_LOCATION, DATE, ETAG, EXPIRES,
    HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    VARY,
};

use super::admission::Terms;
use super::directives::Directives;
use super::key::{CacheKey, MethodClass, Scope};
use super::plan::{CachePlan, Fill};

/// Why a request went to the handler (RFC 9211 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forward {
    /// Nothing is stored for this target.
    UriMiss,
    /// Something is, but not for these headers or this principal.
    VaryMiss,
    /// What is stored is too old.
    Stale,
}

impl Forward {
    /// The `Cache-Status` of an answer that was neither stored nor somebody else's.
    pub(crate) fn cache_status(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::UriMiss => "hardpoint; fwd=uri-miss",
            Self::VaryMiss => "hardpoint; fwd=vary-miss",
            Self::Stale => "hardpoint; fwd=stale",
        })
    }
}

/// How a request came by a stored answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Served {
    /// It was there, fresh or stale.
    Hit,
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

/// The `Cache-Status` (RFC 9211) of an answer that has `left` of its freshness, or has been stale
/// for `over`. The key is not told.
pub(super) fn cache_status(served: Served, left: Duration, over: Duration) -> HeaderValue {
    match served {
        Served::Hit if over.is_zero() => numbered("hardpoint; hit; ttl=", left.as_secs()),
        // Stale for a part of a second is stale: rounded away from zero.
        Served::Hit => numbered(
            "hardpoint; hit; ttl=-",
            over.as_secs() + u64::from(over.subsec_nanos() > 0),
        ),
        Served::Filled {
            forward,
            stored: false,
        } => forward.cache_status(),
        Served::Filled { forward, .. } => HeaderValue::from_static(match forward {
            Forward::UriMiss => "hardpoint; fwd=uri-miss; stored",
            Forward::VaryMiss => "hardpoint; fwd=vary-miss; stored",
            Forward::Stale => "hardpoint; fwd=stale; stored",
        }),
        Served::Collapsed(forward) => HeaderValue::from_static(match forward {
            Forward::UriMiss => "hardpoint; fwd=uri-miss; collapsed",
            Forward::VaryMiss => "hardpoint; fwd=vary-miss; collapsed",
            Forward::Stale => "hardpoint; fwd=stale; collapsed",
        }),
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
    if let Some(said) = cache_control(&headers, &fill.key, terms.lifetime) {
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
/// The handler's own word stands, unless it would let others store what is one principal's.
fn cache_control(headers: &HeaderMap, key: &CacheKey, lifetime: Duration) -> Option<HeaderValue> {
    if key.class == MethodClass::Unsafe {
        // A cache on the way does not know that equal bodies have equal answers.
        return Some(HeaderValue::from_static("no-store"));
    }
    let seconds = lifetime.as_secs();
    let said = headers.contains_key(CACHE_CONTROL);
    match key.scope {
        Scope::Private if !(said && Directives::of(headers).private) => {
            Some(numbered("private, max-age=", seconds))
        }
        _ if said => None,
        Scope::Private => None,
        Scope::Shared => Some(numbered("public, max-age=", seconds)),
        Scope::Open => Some(numbered("max-age=", seconds)),
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

/// What of an entry's headers goes with a 304 (RFC 9110 §15.4.5).
pub(super) fn of_not_modified(
    entry: &HeaderMap,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let kept = [CACHE_CONTROL, CONTENT_LOCATION, DATE, ETAG, EXPIRES, VARY];
    // The date of change is of use only to a client that has no tag.
    let dated = (!entry.contains_key(ETAG)).then_some(LAST_MODIFIED);
    kept.into_iter()
        .chain(dated)
        .filter_map(|name| Some((name.clone(), entry.get(name)?.clone())))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use actix_web::test::TestRequest;
    use hardpoint_policy::{CachePolicy, Vary};

    use super::*;
    use crate::Principal;
    use crate::cache::fixture::policy;

    const MINUTE: Duration = Duration::from_secs(60);

    fn made(shared: bool, who: Option<&Principal>, pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let policy = Box::leak(Box::new(CachePolicy {
            shared,
            vary: Cow::Owned(vec![Vary::Header(Cow::Borrowed("accept"))]),
            ..policy()
        }));
        let plan = CachePlan::new("headers", policy, true).unwrap();
        let request = TestRequest::get().to_http_request();
        let fill = plan.fill(plan.key(&request, who, None), &request, None);
        let handlers = pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect();
        let terms = Terms {
            lifetime: MINUTE,
            fresh: MINUTE,
            stale: Duration::ZERO,
            age: Duration::ZERO,
        };
        of_entry(handlers, &fill, terms)
    }

    fn control(shared: bool, who: Option<&Principal>, own: Option<&str>) -> HeaderValue {
        let own: Vec<_> = own.map(|own| (CACHE_CONTROL, own)).into_iter().collect();
        made(shared, who, &own).get(CACHE_CONTROL).unwrap().clone()
    }

    #[test]
    fn cache_control_fits_the_scope() {
        let anna = Principal::new("anna");
        assert_eq!(control(false, None, None), "max-age=60");
        assert_eq!(control(true, None, None), "public, max-age=60");
        assert_eq!(control(false, Some(&anna), None), "private, max-age=60");
    }

    #[test]
    fn the_handlers_word_stands_unless_it_gives_a_principals_answer_away() {
        let anna = Principal::new("anna");
        assert_eq!(control(true, None, Some("max-age=5")), "max-age=5");
        assert_eq!(
            control(false, Some(&anna), Some("public, max-age=60")),
            "private, max-age=60"
        );
        assert_eq!(control(false, Some(&anna), Some("private")), "private");
    }

    #[test]
    fn vary_names_the_listed_headers_once() {
        assert_eq!(made(true, None, &[]).get(VARY).unwrap(), "accept");
        assert_eq!(
            made(true, None, &[(VARY, "Accept")]).get(VARY).unwrap(),
            "accept"
        );
    }

    #[test]
    fn what_belongs_to_one_delivery_is_not_kept() {
        let custom = HeaderName::from_static("x-once");
        let request_id = HeaderName::from_static("x-request-id");
        let kept = made(
            true,
            None,
            &[
                (CONNECTION, "close, x-once"),
                (custom.clone(), "1"),
                (request_id.clone(), "1"),
                (CONTENT_LENGTH, "5"),
                (AGE, "7"),
                (DATE, "Mon, 07 Nov 1994 12:00:00 GMT"),
            ],
        );
        for gone in [CONNECTION, custom, request_id, CONTENT_LENGTH, AGE] {
            assert!(!kept.contains_key(&gone), "{gone}");
        }
        assert!(kept.contains_key(DATE));
    }

    #[test]
    fn cache_status_is_rfc_9211s() {
        let status = |served, left, over| {
            cache_status(
                served,
                Duration::from_millis(left),
                Duration::from_millis(over),
            )
        };
        assert_eq!(status(Served::Hit, 30_999, 0), "hardpoint; hit; ttl=30");
        assert_eq!(status(Served::Hit, 0, 3_001), "hardpoint; hit; ttl=-4");
        assert_eq!(status(Served::Hit, 0, 4_000), "hardpoint; hit; ttl=-4");
        let filled = Served::Filled {
            forward: Forward::UriMiss,
            stored: true,
        };
        assert_eq!(status(filled, 0, 0), "hardpoint; fwd=uri-miss; stored");
        let unkept = Served::Filled {
            forward: Forward::Stale,
            stored: false,
        };
        assert_eq!(status(unkept, 0, 0), "hardpoint; fwd=stale");
        assert_eq!(
            status(Served::Collapsed(Forward::VaryMiss), 0, 0),
            "hardpoint; fwd=vary-miss; collapsed"
        );
    }

    #[test]
    fn numbers_of_any_size_fit() {
        assert_eq!(numbered("", 0), "0");
        let most = numbered("hardpoint; hit; ttl=-", u64::MAX);
        assert_eq!(most, "hardpoint; hit; ttl=-18446744073709551615");
    }
}
