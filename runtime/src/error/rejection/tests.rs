//! The table of refusals, checked against the contract of statuses.

use std::collections::HashSet;

use super::*;

#[test]
fn every_rejection_has_a_code_of_its_own() {
    let codes: HashSet<_> = Rejection::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(codes.len(), Rejection::ALL.len());
    for code in codes {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    }
}

#[test]
fn the_constant_says_what_the_problem_says() {
    for rejection in Rejection::ALL {
        let (code, problem) = (rejection.error_code(), rejection.problem());
        assert_eq!(code.code, problem.code);
        assert_eq!(code.status, problem.status.as_u16(), "{rejection:?}");
        assert_eq!(code.retryable, problem.retryable, "{rejection:?}");
    }
}

#[test]
fn a_429_and_a_503_say_when_to_come_back() {
    for rejection in Rejection::ALL {
        let problem = rejection.problem();
        let says = problem.retry_after.is_some();
        let must = matches!(problem.status.as_u16(), 429 | 503);
        assert!(says || !must, "{rejection:?}");
    }
}

#[test]
fn what_ended_without_an_outcome_is_not_final() {
    use Rejection::{DeadlineExceeded, Internal, OutcomeUnknown, RequestInFlight};
    for rejection in [RequestInFlight, OutcomeUnknown, DeadlineExceeded, Internal] {
        assert!(!rejection.problem().is_final, "{rejection:?}");
    }
    assert!(Rejection::NotFound.problem().is_final);
}

#[test]
fn a_client_that_cannot_be_read_on_is_disconnected() {
    let closing: Vec<_> = Rejection::ALL
        .iter()
        .filter(|rejection| rejection.problem().close)
        .map(|rejection| rejection.code())
        .collect();
    let expected = [
        "request_timeout",
        "payload_too_large",
        "uri_too_long",
        "headers_too_large",
    ];
    assert_eq!(closing, expected);
}

#[test]
fn a_denied_rate_names_its_policies_and_the_wait() {
    let problem = Problem::rate_limited(Duration::from_millis(1_200), ["a", "b"]);
    assert_eq!(problem.retry_after_seconds(), Some(2));
    assert_eq!(
        problem.members["violated-policies"],
        serde_json::json!(["a", "b"])
    );
    assert_eq!(problem.kind, QUOTA.0);
}

#[test]
fn what_is_accepted_instead_is_named_in_a_header() {
    let allow = |problem: Problem| problem.headers[0].clone();
    let named = [
        allow(Problem::method_not_allowed("GET, HEAD")),
        allow(Problem::unsupported_media_type("application/json")),
        allow(Problem::unsupported_encoding("gzip, identity")),
    ];
    let named: Vec<_> = named
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    let expected = [
        "allow: GET, HEAD",
        "accept: application/json",
        "accept-encoding: gzip, identity",
    ];
    assert_eq!(named, expected);
}
