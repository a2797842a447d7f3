//! What becomes of a request, decision by decision.

use std::borrow::Cow;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use futures_util::FutureExt;
use hardpoint_policy::Duration as Span;

use super::super::key::KeyFault;
use super::*;
use crate::store::IdempotencyBound;

const NOW: Moment = Moment::from_nanos(1);

fn policy() -> Idempotency {
    Idempotency {
        ttl: Span::from_millis(3_600_000),
        optional: false,
        rerun_safe: false,
        tx: false,
    }
}

fn plan(policy: Idempotency) -> IdempotencyPlan {
    let timeout = Timeout::After(Span::from_millis(5_000));
    IdempotencyPlan::new("", "create_order", policy, &timeout)
}

fn store() -> Arc<MemoryIdempotency> {
    Arc::new(MemoryIdempotency::new(IdempotencyBound::default()))
}

fn post(key: &str) -> HttpRequest {
    TestRequest::post()
        .uri("/orders")
        .insert_header(("idempotency-key", key))
        .to_http_request()
}

fn begin(
    plan: &IdempotencyPlan,
    store: &Arc<MemoryIdempotency>,
    request: &HttpRequest,
    principal: Option<&Principal>,
    body: &[u8],
    now: Moment,
) -> Begin {
    let call = Call {
        request,
        template: "/orders",
        principal,
        body,
    };
    plan.begin(store, call, now)
}

fn claim(begin: Begin) -> Claim {
    match begin {
        Begin::Run(claim) => claim,
        other => panic!("it does not run: {other:?}"),
    }
}

fn refusal(begin: Begin) -> Refusal {
    match begin {
        Begin::Refused(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn answer() -> StoredResponse {
    StoredResponse {
        status: actix_web::http::StatusCode::CREATED,
        headers: Vec::new(),
        body: bytes::Bytes::from_static(b"{\"order\":1}"),
    }
}

/// In memory, nothing is waited for.
fn complete(claim: Claim, now: Moment) {
    let done = claim.complete(Some(answer()), now).now_or_never();
    done.expect("at once");
}

#[test]
fn a_key_is_required_unless_it_is_optional() {
    let store = store();
    let request = TestRequest::post().uri("/orders").to_http_request();
    let required = begin(&plan(policy()), &store, &request, None, b"", NOW);
    assert_eq!(refusal(required), Refusal::Missing);
    let optional = plan(Idempotency {
        optional: true,
        ..policy()
    });
    let unprotected = begin(&optional, &store, &request, None, b"", NOW);
    assert!(matches!(unprotected, Begin::Unprotected));
    let bad = begin(&optional, &store, &post("a b"), None, b"", NOW);
    assert_eq!(refusal(bad), Refusal::Invalid(KeyFault::Character));
}

#[test]
fn safe_methods_are_left_alone() {
    let query = Method::from_bytes(b"QUERY").unwrap();
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, query] {
        let request = TestRequest::default().method(method).to_http_request();
        let begin = begin(&plan(policy()), &store(), &request, None, b"", NOW);
        assert!(matches!(begin, Begin::Unprotected));
    }
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let request = TestRequest::default().method(method).to_http_request();
        let begin = begin(&plan(policy()), &store(), &request, None, b"", NOW);
        assert_eq!(refusal(begin), Refusal::Missing);
    }
}

#[test]
fn an_equal_request_waits_for_the_first_then_gets_its_answer() {
    let (plan, store) = (plan(policy()), store());
    let first = claim(begin(&plan, &store, &post("k"), None, b"{}", NOW));
    let second = begin(&plan, &store, &post("\"k\""), None, b"{}", NOW);
    assert_eq!(refusal(second), Refusal::InFlight);
    complete(first, NOW);
    match begin(&plan, &store, &post("k"), None, b"{}", NOW) {
        Begin::Replay(replayed) => assert_eq!(replayed.body, answer().body),
        other => panic!("not replayed: {other:?}"),
    }
}

#[test]
fn another_request_under_the_same_key_is_refused_in_flight_and_after() {
    let (plan, store) = (plan(policy()), store());
    let first = claim(begin(&plan, &store, &post("k"), None, b"{}", NOW));
    let other = begin(&plan, &store, &post("k"), None, b"{ }", NOW);
    assert_eq!(refusal(other), Refusal::Mismatch);
    complete(first, NOW);
    let other = begin(&plan, &store, &post("k"), None, b"{ }", NOW);
    assert_eq!(refusal(other), Refusal::Mismatch);
}

#[test]
fn principals_and_tenants_do_not_see_each_others_keys() {
    let (plan, store) = (plan(policy()), store());
    let user = Principal::new("user-7");
    let acme = Principal::new("user-7").with_tenant("acme");
    let mut claims = Vec::new();
    for principal in [None, Some(&user), Some(&acme)] {
        claims.push(claim(begin(&plan, &store, &post("k"), principal, b"", NOW)));
    }
    let again = begin(&plan, &store, &post("k"), Some(&user), b"", NOW);
    assert_eq!(refusal(again), Refusal::InFlight);
}

#[test]
fn a_lease_lasts_longer_than_the_timeout_and_then_the_outcome_is_unknown() {
    let (plan, store) = (plan(policy()), store());
    let lost = claim(begin(&plan, &store, &post("k"), None, b"", NOW));
    std::mem::forget(lost);
    let at_timeout = NOW.after(Duration::from_secs(5));
    let during = begin(&plan, &store, &post("k"), None, b"", at_timeout);
    assert_eq!(refusal(during), Refusal::InFlight);
    let lapsed = NOW.after(Duration::from_secs(5) + SLACK);
    let after = begin(&plan, &store, &post("k"), None, b"", lapsed);
    assert_eq!(refusal(after), Refusal::OutcomeUnknown);
    let forgotten = lapsed.after(Duration::from_secs(3600));
    drop(claim(begin(
        &plan,
        &store,
        &post("k"),
        None,
        b"",
        forgotten,
    )));
}

#[test]
fn what_is_safe_to_rerun_runs_again_once_its_lease_is_over() {
    let store = store();
    let rerun = Idempotency {
        rerun_safe: true,
        ..policy()
    };
    let timeout = Timeout::None {
        because: Cow::Borrowed("a test"),
    };
    let plan = IdempotencyPlan::new("", "create_order", rerun, &timeout);
    let late = claim(begin(&plan, &store, &post("k"), None, b"", NOW));
    let lapsed = NOW.after(OPEN_ENDED);
    let second = claim(begin(&plan, &store, &post("k"), None, b"", lapsed));
    assert!(!late.renew(lapsed));
    complete(late, lapsed);
    assert!(second.renew(lapsed));
}

#[test]
fn an_answer_expires_by_the_clock() {
    let (plan, store) = (plan(policy()), store());
    complete(claim(begin(&plan, &store, &post("k"), None, b"", NOW)), NOW);
    let just_before = Moment::from_nanos(NOW.after(policy().ttl.to_std()).as_nanos() - 1);
    let replayed = begin(&plan, &store, &post("k"), None, b"", just_before);
    assert!(matches!(replayed, Begin::Replay(_)));
    let expired = NOW.after(policy().ttl.to_std());
    drop(claim(begin(&plan, &store, &post("k"), None, b"", expired)));
}

#[test]
fn a_full_store_refuses_rather_than_runs_unprotected() {
    let plan = plan(policy());
    let store = Arc::new(MemoryIdempotency::new(IdempotencyBound {
        keys: 1,
        bytes: usize::MAX,
    }));
    let held = claim(begin(&plan, &store, &post("k"), None, b"", NOW));
    let other = begin(&plan, &store, &post("l"), None, b"", NOW);
    assert_eq!(refusal(other), Refusal::Full);
    drop(held);
    drop(claim(begin(&plan, &store, &post("l"), None, b"", NOW)));
}

#[test]
fn every_refusal_says_what_and_whether_to_come_again() {
    let told = |refusal: Refusal| {
        let problem = refusal.problem();
        assert!(!problem.is_final);
        (
            problem.status.as_u16(),
            problem.code.into_owned(),
            problem.retry_after.map(|after| after.as_secs()),
        )
    };
    let expect = |status, code: &str, after| (status, code.to_owned(), after);
    assert_eq!(
        told(Refusal::Missing),
        expect(400, "idempotency_key_missing", None)
    );
    assert_eq!(
        told(Refusal::Invalid(KeyFault::Length)),
        expect(400, "idempotency_key_invalid", None)
    );
    assert_eq!(
        told(Refusal::InFlight),
        expect(409, "request_in_flight", Some(1))
    );
    assert_eq!(
        told(Refusal::Mismatch),
        expect(422, "idempotency_key_reused", None)
    );
    assert_eq!(
        told(Refusal::OutcomeUnknown),
        expect(409, "outcome_unknown", None)
    );
    assert_eq!(
        told(Refusal::Full),
        expect(503, "idempotency_unavailable", Some(1))
    );
    assert_eq!(
        told(Refusal::StoreAway),
        expect(503, "idempotency_store_unavailable", Some(1))
    );
}
