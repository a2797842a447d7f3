//! Whether an answer may be stored, and for how long (RFC 9111 §3).

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, SET_COOKIE, VARY};

use super::directives::{self, Directives};
use super::key::{CacheKey, MethodClass};
use super::plan::CachePlan;
use crate::random;

/// The terms under which an answer is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    /// How long it is said to be fresh, from its making.
    pub(super) lifetime: Duration,
    /// How long it is fresh, from now.
    pub(super) fresh: Duration,
    /// How long it may be served after that while it is renewed.
    pub(super) stale: Duration,
    /// How old it is already.
    pub(super) age: Duration,
}

/// Why an answer is not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Status,
    NoStore,
    NoCache,
    Private,
    Expired,
    SetCookie,
    Vary,
    Streaming,
    TooLarge,
    Headless,
}

/// By how much a policy's `ttl` is varied either way, so that entries made together do not all
/// end together.
const SPREAD: f64 = 0.1;

/// Statuses that answer one request alone: a part, a comparison, a refusal of the moment.
const NEVER: [StatusCode; 4] = [
    StatusCode::PARTIAL_CONTENT,
    StatusCode::NOT_MODIFIED,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
];

/// Judges an answer by its status and headers; its body is judged when it is taken down.
///
/// `unix_time` is the wall time, for answers that say when they expire.
pub(super) fn judge(
    plan: &CachePlan,
    key: &CacheKey,
    status: StatusCode,
    headers: &HeaderMap,
    unix_time: Duration,
) -> Result<Terms, Refusal> {
    let policy = plan.policy();
    let listed = status == StatusCode::OK || policy.statuses.contains(&status.as_u16());
    if !listed || status.is_informational() || NEVER.contains(&status) {
        return Err(Refusal::Status);
    }
    let directives = Directives::of(headers);
    if directives.no_store {
        return Err(Refusal::NoStore);
    }
    if directives.private && !key.holds_principal {
        return Err(Refusal::Private);
    }
    // There is nobody to ask whether it is still good but the handler itself.
    if directives.no_cache {
        return Err(Refusal::NoCache);
    }
    if headers.contains_key(SET_COOKIE) {
        return Err(Refusal::SetCookie);
    }
    let varied = directives::varied(headers.get_all(VARY)).ok_or(Refusal::Vary)?;
    if !varied
        .iter()
        .all(|name| plan.listed().any(|listed| listed == name))
    {
        return Err(Refusal::Vary);
    }
    let age = directives::inherited_age(headers);
    let (lifetime, jitter) = match directives::lifetime(&directives, headers, unix_time) {
        // The handler's word is a limit: it is shortened, never lengthened.
        Some(said) => (said, 1.0 - (random::jitter(SPREAD) - 1.0).abs()),
        None => (policy.ttl.to_std(), random::jitter(SPREAD)),
    };
    let fresh = lifetime.mul_f64(jitter).saturating_sub(age);
    if fresh.is_zero() {
        return Err(Refusal::Expired);
    }
    // A refresh in the background would do again what an unsafe method does.
    let stale = if directives.revalidate || key.class == MethodClass::Unsafe {
        Duration::ZERO
    } else {
        policy.stale.to_std()
    };
    Ok(Terms {
        lifetime,
        fresh,
        stale,
        age,
    })
}

/// Whether an answer that is not stored may at least be given to those who wait for it now.
pub(super) fn is_personal(headers: &HeaderMap) -> bool {
    let directives = Directives::of(headers);
    directives.no_store || directives.private || headers.contains_key(SET_COOKIE)
}

impl Refusal {
    /// Whether the handler says so itself, answer by answer, and so its author knows.
    pub(super) fn is_meant(self) -> bool {
        matches!(
            self,
            Self::Status | Self::NoStore | Self::NoCache | Self::Private | Self::Headless
        )
    }

    /// A bit of its own among those that are not meant.
    pub(super) fn bit(self) -> u8 {
        match self {
            Self::Expired => 1,
            Self::SetCookie => 2,
            Self::Vary => 4,
            Self::Streaming => 8,
            Self::TooLarge => 16,
            _ => 0,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status => "the status is not among those that are stored",
            Self::NoStore => "the handler says `Cache-Control: no-store`",
            Self::NoCache => "the handler says `Cache-Control: no-cache`",
            Self::Private => "the handler says `Cache-Control: private`; help: add `vary:principal`",
            Self::Expired => "by the handler's own headers it is stale at once",
            Self::SetCookie => "it sets a cookie; help: set cookies in an endpoint without `cache`",
            Self::Vary => {
                "the handler says `Vary` with a header that is not listed; help: list it after `vary:`"
            }
            Self::Streaming => "its length is not known beforehand; help: return a complete body",
            Self::TooLarge => "its body is too large; help: raise `max:`, or the cache's capacity",
            Self::Headless => "a `HEAD` was answered without a body",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use actix_web::http::header::{AGE, CACHE_CONTROL, HeaderName, HeaderValue, SET_COOKIE};
    use actix_web::test::TestRequest;
    use hardpoint_policy::{CachePolicy, Vary};

    use super::*;
    use crate::Principal;
    use crate::cache::fixture::policy;

    fn plan() -> CachePlan {
        let policy = Box::leak(Box::new(CachePolicy {
            vary: Cow::Owned(vec![Vary::Header(Cow::Borrowed("accept"))]),
            statuses: Cow::Owned(vec![404, 206, 304, 429, 431]),
            ..policy()
        }));
        CachePlan::new("admission", policy, true, &[]).unwrap()
    }

    fn judged(
        who: Option<&Principal>,
        status: u16,
        pairs: &[(HeaderName, &str)],
    ) -> Result<Terms, Refusal> {
        let plan = plan();
        let key = plan.key(&TestRequest::get().to_http_request(), who, None);
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect();
        judge(
            &plan,
            &key,
            StatusCode::from_u16(status).unwrap(),
            &headers,
            Duration::ZERO,
        )
    }

    fn says(line: &str) -> Result<Terms, Refusal> {
        judged(None, 200, &[(CACHE_CONTROL, line)])
    }

    #[test]
    fn a_plain_answer_is_stored_for_about_its_ttl() {
        for _ in 0..200 {
            let terms = judged(None, 200, &[]).unwrap();
            assert!((54.0..=66.0).contains(&terms.fresh.as_secs_f64()));
            assert_eq!(terms.stale, Duration::from_secs(30));
        }
    }

    #[test]
    fn only_200_and_the_listed_statuses_are_stored() {
        assert!(judged(None, 404, &[]).is_ok());
        for status in [201, 204, 206, 301, 304, 429, 431, 500] {
            assert_eq!(judged(None, status, &[]), Err(Refusal::Status), "{status}");
        }
    }

    #[test]
    fn the_handlers_directives_are_obeyed() {
        assert_eq!(says("no-store"), Err(Refusal::NoStore));
        assert_eq!(says("no-cache"), Err(Refusal::NoCache));
        assert_eq!(says("private"), Err(Refusal::Private));
        assert_eq!(says("max-age=0"), Err(Refusal::Expired));
        assert_eq!(says("must-revalidate").unwrap().stale, Duration::ZERO);
        assert_eq!(
            judged(None, 200, &[(SET_COOKIE, "a=b")]),
            Err(Refusal::SetCookie)
        );
    }

    #[test]
    fn the_handlers_lifetime_replaces_the_ttl_and_is_never_exceeded() {
        for _ in 0..200 {
            let fresh = says("max-age=10, s-maxage=100")
                .unwrap()
                .fresh
                .as_secs_f64();
            assert!((90.0..=100.0).contains(&fresh));
        }
    }

    #[test]
    fn an_answer_passed_on_is_as_old_as_it_says() {
        let passed_on = [(CACHE_CONTROL, "max-age=100"), (AGE, "80")];
        let terms = judged(None, 200, &passed_on).unwrap();
        assert!(terms.fresh <= Duration::from_secs(20));
        assert_eq!(terms.age, Duration::from_secs(80));
        let too_old = [(CACHE_CONTROL, "max-age=100"), (AGE, "100")];
        assert_eq!(judged(None, 200, &too_old), Err(Refusal::Expired));
    }

    #[test]
    fn a_private_answer_is_stored_for_the_principal_in_the_key() {
        let anna = Principal::new("anna");
        let private = [(CACHE_CONTROL, "private")];
        assert!(judged(Some(&anna), 200, &private).is_ok());
    }

    #[test]
    fn a_vary_that_is_not_listed_is_not_stored() {
        assert!(judged(None, 200, &[(VARY, "Accept")]).is_ok());
        assert_eq!(
            judged(None, 200, &[(VARY, "Accept, Origin")]),
            Err(Refusal::Vary)
        );
        assert_eq!(judged(None, 200, &[(VARY, "*")]), Err(Refusal::Vary));
    }
}
