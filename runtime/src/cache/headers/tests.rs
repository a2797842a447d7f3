//! What a client is told of a cached answer.

use std::borrow::Cow;

use actix_web::test::TestRequest;
use hardpoint_policy::{CachePolicy, Vary};

use super::*;
use crate::Principal;
use crate::cache::fixture::policy;

const MINUTE: Duration = Duration::from_secs(60);

fn made(shared: bool, who: Option<&Principal>, pairs: &[(HeaderName, &str)]) -> HeaderMap {
    made_behind(false, shared, who, pairs)
}

fn made_behind(
    guarded: bool,
    shared: bool,
    who: Option<&Principal>,
    pairs: &[(HeaderName, &str)],
) -> HeaderMap {
    let policy = Box::leak(Box::new(CachePolicy {
        shared,
        vary: Cow::Owned(vec![Vary::Header(Cow::Borrowed("accept"))]),
        ..policy()
    }));
    let plan = CachePlan::new("headers", policy, true, &[])
        .unwrap()
        .guarded(guarded);
    let request = TestRequest::get().to_http_request();
    let fill = plan.fill(plan.key(&request, who, None), None, &request, None);
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
fn what_those_share_who_are_let_in_is_given_to_others_only_at_the_handlers_word() {
    let told = |own: Option<&str>| {
        let own: Vec<_> = own.map(|own| (CACHE_CONTROL, own)).into_iter().collect();
        let headers = made_behind(true, true, None, &own);
        headers.get(CACHE_CONTROL).unwrap().clone()
    };
    assert_eq!(told(None), "private, max-age=60");
    assert_eq!(told(Some("max-age=60")), "private, max-age=60");
    for own in [
        "public",
        "s-maxage=5",
        "max-age=5, must-revalidate",
        "private",
    ] {
        assert_eq!(told(Some(own)), own);
    }
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
    let hit = |fresh, held| {
        Status::of(Duration::from_millis(fresh), Duration::from_millis(held)).cache_status()
    };
    assert_eq!(hit(60_000, 29_001), "hardpoint; hit; ttl=30");
    assert_eq!(hit(60_000, 60_000), "hardpoint; hit; ttl=0");
    assert_eq!(hit(60_000, 63_001), "hardpoint; hit; ttl=-4");
    assert_eq!(hit(60_000, 64_000), "hardpoint; hit; ttl=-4");
    let second = Status::Fresh(30).of_second_level();
    assert_eq!(second, "hardpoint; hit; ttl=30; detail=second-level");
    assert_eq!(
        Forward::UriMiss.filled(true),
        "hardpoint; fwd=uri-miss; stored"
    );
    assert_eq!(Forward::Stale.filled(false), "hardpoint; fwd=stale");
    assert_eq!(
        Forward::VaryMiss.collapsed(),
        "hardpoint; fwd=vary-miss; collapsed"
    );
}

#[test]
fn numbers_of_any_size_fit() {
    assert_eq!(numbered("", 0), "0");
    let most = numbered("hardpoint; hit; ttl=-", u64::MAX);
    assert_eq!(most, "hardpoint; hit; ttl=-18446744073709551615");
}
