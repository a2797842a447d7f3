//! Which requests share a key, and which must not.

use std::borrow::Cow;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use hardpoint_policy::{CachePolicy, Vary};
use proptest::prelude::*;

use crate::cache::CacheKey;
use crate::cache::fixture::policy;
use crate::cache::key::Scope;
use crate::cache::plan::CachePlan;
use crate::principal::Principal;

fn plan(vary: &[Vary], shared: bool, reads_query: bool) -> CachePlan {
    let policy = Box::leak(Box::new(CachePolicy {
        vary: Cow::Owned(vary.to_vec()),
        shared,
        ..policy()
    }));
    CachePlan::new("plan", policy, reads_query, &[]).unwrap()
}

fn get(uri: &str) -> TestRequest {
    TestRequest::get().uri(uri)
}

fn key(plan: &CachePlan, request: TestRequest, who: Option<&Principal>) -> CacheKey {
    plan.key(&request.to_http_request(), who, None)
}

fn header(name: &'static str) -> Vary {
    Vary::Header(Cow::Borrowed(name))
}

#[test]
fn a_key_is_the_same_for_the_same_request_and_another_for_another() {
    let plan = plan(&[], false, true);
    let of = |uri| key(&plan, get(uri), None).id;
    assert_eq!(of("/x/1?a=1&b=2"), of("/x/1?b=2&a=1"));
    assert_ne!(of("/x/1"), of("/x/2"));
    assert_ne!(of("/x/1"), of("/x/1?a=1"));
    assert_eq!(of("/x/%61"), of("/x/a"));
}

#[test]
fn head_shares_the_key_of_get() {
    let plan = plan(&[], false, true);
    let head = key(
        &plan,
        TestRequest::default().method(Method::HEAD).uri("/x"),
        None,
    );
    assert_eq!(head.id, key(&plan, get("/x"), None).id);
    assert!(head.head);
    let post = key(&plan, TestRequest::post().uri("/x"), None);
    assert_ne!(head.id, post.id);
}

#[test]
fn a_query_that_the_handler_cannot_read_is_no_part_of_the_key() {
    let plan = plan(&[], false, false);
    assert_eq!(
        key(&plan, get("/x?bust=1"), None).id,
        key(&plan, get("/x"), None).id
    );
}

#[test]
fn operations_and_policies_do_not_share_keys() {
    let policy = Box::leak(Box::new(policy()));
    let one = CachePlan::new("one", policy, true, &[]).unwrap();
    let two = CachePlan::new("two", policy, true, &[]).unwrap();
    assert_ne!(key(&one, get("/x"), None).id, key(&two, get("/x"), None).id);
    let other = Box::leak(Box::new(CachePolicy {
        ttl: hardpoint_policy::Duration::from_millis(1),
        ..policy.clone()
    }));
    let three = CachePlan::new("one", other, true, &[]).unwrap();
    assert_ne!(
        key(&one, get("/x"), None).id,
        key(&three, get("/x"), None).id
    );
}

#[test]
fn what_the_client_may_not_steer_by_is_no_part_of_the_key() {
    let plan = plan(&[], true, true);
    let plain = key(&plan, get("/x"), None);
    for (name, value) in [
        ("cache-control", "no-cache, no-store"),
        ("pragma", "no-cache"),
        ("authorization", "junk"),
        ("cookie", "junk=1"),
    ] {
        let sent = key(&plan, get("/x").insert_header((name, value)), None);
        assert_eq!(sent, plain, "{name}");
    }
    assert_eq!(plain.scope, Scope::Shared);
}

#[test]
fn a_listed_header_makes_variants_of_one_target() {
    let plan = plan(&[header("accept-language")], false, true);
    let of = |value| {
        key(
            &plan,
            get("/x").insert_header(("accept-language", value)),
            None,
        )
    };
    assert_eq!(of("de, en").id, of(" DE,en").id);
    assert_ne!(of("de").id, of("en").id);
    assert_eq!(of("de").target, of("en").target);
    assert!(of("de").target.is_some());
    assert_eq!(of("de").scope, Scope::Open);
}

#[test]
fn principals_do_not_share_unless_the_policy_says_so() {
    let (anna, ben) = (Principal::new("anna"), Principal::new("ben"));
    for vary in [&[][..], &[Vary::Principal][..]] {
        let plan = plan(vary, false, true);
        let (one, two) = (
            key(&plan, get("/x"), Some(&anna)),
            key(&plan, get("/x"), Some(&ben)),
        );
        assert_ne!(one.id, two.id);
        assert_ne!(one.id, key(&plan, get("/x"), None).id);
        assert!(one.scope == Scope::Private && one.holds_principal);
    }
    let shared = plan(&[], true, true);
    assert_eq!(
        key(&shared, get("/x"), Some(&anna)).id,
        key(&shared, get("/x"), Some(&ben)).id
    );
}

#[test]
fn ids_and_tenants_do_not_run_into_each_other() {
    let plan = plan(&[Vary::Principal], false, true);
    let of = |who: &Principal| key(&plan, get("/x"), Some(who)).id;
    assert_ne!(
        of(&Principal::new("bc").with_tenant("a")),
        of(&Principal::new("c").with_tenant("ab"))
    );
    assert_ne!(
        of(&Principal::new("a")),
        of(&Principal::new("a").with_tenant(""))
    );
}

#[test]
fn a_tenant_shares_within_itself_and_who_has_none_stays_alone() {
    let plan = plan(&[Vary::Tenant], false, true);
    let of = |who: Principal| key(&plan, get("/x"), Some(&who));
    let anna = of(Principal::new("anna").with_tenant("acme"));
    assert_eq!(anna.id, of(Principal::new("ben").with_tenant("acme")).id);
    assert!(!anna.holds_principal);
    assert_eq!(anna.scope, Scope::Private);
    assert_ne!(of(Principal::new("anna")).id, of(Principal::new("ben")).id);
}

#[test]
fn where_a_principal_is_wanted_and_unknown_credentials_stand_in() {
    let plan = plan(&[Vary::Principal], false, true);
    let of = |value| {
        key(
            &plan,
            get("/x").insert_header(("authorization", value)),
            None,
        )
    };
    assert_ne!(of("a").id, of("b").id);
    assert!(!of("a").holds_principal);
}

#[test]
fn an_unsafe_methods_key_holds_the_body_and_who_sends_it() {
    let plan = plan(&[], true, true);
    let post = |kind: &'static str| {
        TestRequest::post()
            .uri("/x")
            .insert_header(("content-type", kind))
            .to_http_request()
    };
    let of = |kind, body: &str, who| plan.key(&post(kind), who, Some(body.as_bytes())).id;
    let (anna, ben) = (Principal::new("anna"), Principal::new("ben"));
    assert_eq!(of("a/b", "1", Some(&anna)), of("a/b", "1", Some(&anna)));
    assert_ne!(of("a/b", "1", Some(&anna)), of("a/b", "2", Some(&anna)));
    assert_ne!(of("a/b", "1", Some(&anna)), of("a/c", "1", Some(&anna)));
    assert_ne!(of("a/b", "1", Some(&anna)), of("a/b", "1", Some(&ben)));
}

#[test]
fn a_header_name_that_is_none_is_refused() {
    let policy = Box::leak(Box::new(CachePolicy {
        vary: Cow::Owned(vec![header("a b")]),
        ..policy()
    }));
    assert!(CachePlan::new("plan", policy, true, &[]).is_err());
}

#[test]
fn the_key_outside_of_this_process_is_the_same_in_every_process_and_every_version() {
    let plan = plan(&[header("accept-language")], false, true);
    let request = get("/x/1?b=2&a=1").insert_header(("accept-language", "EN"));
    let anna = Principal::new("anna");
    let key = plan.entry_key("shop", &request.to_http_request(), Some(&anna), None);
    assert_eq!(
        key.to_string(),
        "hardpoint:entry:9f6d281ff15c0b62b5c600881e13ef5881d3ef0f2dd2f4e29dab309db98f5a31"
    );
}

fn any_request() -> impl Strategy<Value = (TestRequestParts, Option<&'static str>)> {
    let uri = prop::sample::select(vec!["/x", "/x?a=1&b=2", "/x?b=2&a=1", "/x/1", "/x?a=1"]);
    let language = prop::option::of(prop::sample::select(vec!["en", "EN", "de", ""]));
    let method = prop::sample::select(vec!["GET", "HEAD", "POST", "QUERY"]);
    let body = prop::sample::select(vec!["", "b", "body"]);
    let who = prop::option::of(prop::sample::select(vec!["anna", "berta"]));
    ((uri, language, method, body), who)
}

type TestRequestParts = (
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
);

proptest! {
    #[test]
    fn two_requests_share_both_keys_or_none(one in any_request(), other in any_request()) {
        let plan = plan(&[Vary::Principal, header("accept-language")], false, true);
        let keys = |((uri, language, method, body), who): (TestRequestParts, Option<&str>)| {
            let mut request = get(uri).method(method.parse().unwrap());
            if let Some(language) = language {
                request = request.insert_header(("accept-language", language));
            }
            let (request, who) = (request.to_http_request(), who.map(Principal::new));
            let (who, body) = (who.as_ref(), Some(body.as_bytes()));
            let elsewhere = plan.entry_key("shop", &request, who, body);
            (plan.key(&request, who, body).id, elsewhere)
        };
        let (one, other) = (keys(one), keys(other));
        prop_assert_eq!(one.0 == other.0, one.1 == other.1);
    }
}

#[test]
fn services_with_different_names_share_no_key() {
    let plan = plan(&[], false, true);
    let key = |name| plan.entry_key(name, &get("/x").to_http_request(), None, None);
    assert_ne!(key(""), key("shop"));
    assert_eq!(key("shop"), key("shop"));
}
