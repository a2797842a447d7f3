//! `derive(ApiError)` does what it says.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error as _;
use std::time::Duration;

use actix_web::ResponseError as _;
use actix_web::body::MessageBody as _;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use hardpoint::ApiError;
use hardpoint::error::{Coded as _, LogLevel, Problem};

#[derive(Debug, ApiError)]
enum Plain {
    #[api(
        status = 404,
        code = "not_found",
        message = "no {kind:>6} {id} in {{it}}, {id}"
    )]
    NotFound { id: u32, kind: &'static str },
    #[api(status = 409, code = "conflict", message = "{0} is taken")]
    Conflict(String),
    #[api(status = 403, code = "forbidden")]
    Forbidden,
    #[api(
        status = 503,
        code = "away",
        message = "come {{back}}",
        retry_after = "1500ms"
    )]
    Away(#[from] std::io::Error),
    #[api(internal, level = "warn", slo = false, breaker = false)]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[api(transparent)]
    Inner(#[from] Inner),
    #[api(transparent)]
    Problem(#[from] Problem),
}

#[derive(Debug, ApiError)]
#[api(
    status = 409,
    code = "locked",
    message = "locked by {by}",
    retryable,
    retry_after = "3s"
)]
#[api(slo = true, level = "off")]
struct Inner {
    by: String,
    #[source]
    cause: Option<std::fmt::Error>,
}

fn body(error: &Plain) -> serde_json::Value {
    let bytes = error.error_response().into_body().try_into_bytes().unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn inner() -> Plain {
    Plain::from(Inner {
        by: "me".into(),
        cause: Some(std::fmt::Error),
    })
}

#[test]
fn a_message_shows_its_fields() {
    let error = Plain::NotFound { id: 7, kind: "toy" };
    let message = "no    toy 7 in {it}, 7";
    assert_eq!(error.to_string(), message);
    assert_eq!(error.message().unwrap(), message);
    let body = body(&error);
    assert_eq!(body["status"], 404);
    assert_eq!(body["code"], "not_found");
    assert_eq!(body["detail"], message);
    assert_eq!(Plain::Conflict("x".into()).to_string(), "x is taken");
}

#[test]
fn without_a_message_the_code_is_displayed_and_nothing_is_told() {
    assert_eq!(Plain::Forbidden.to_string(), "forbidden");
    assert!(Plain::Forbidden.message().is_none());
    assert!(body(&Plain::Forbidden).get("detail").is_none());
}

#[test]
fn a_source_is_logged_and_never_sent() {
    let io = || std::io::Error::other("secret: disk /dev/sda");
    for error in [Plain::from(io()), Plain::Broken(io().into())] {
        assert!(error.source().unwrap().to_string().contains("secret"));
        let told = format!("{} {error}", body(&error));
        assert!(!told.contains("secret"), "{told}");
    }
}

#[test]
fn a_wait_is_rounded_up_to_whole_seconds() {
    let error = Plain::from(std::io::Error::other(""));
    assert_eq!(error.facts().retry_after, Some(Duration::from_millis(1500)));
    let response = error.error_response();
    assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "2");
    assert_eq!(error.to_string(), "come {back}");
}

#[test]
fn internal_says_nothing_and_counts_as_stated() {
    let error = Plain::Broken("secret".into());
    let facts = error.facts();
    assert_eq!(
        (facts.status, &*facts.code),
        (StatusCode::INTERNAL_SERVER_ERROR, "internal")
    );
    assert_eq!(facts.level, LogLevel::Warn);
    assert!(!facts.counts_against_slo && !facts.counts_for_breaker && !facts.is_final);
    assert_eq!(body(&error)["code"], "internal");
}

#[test]
fn a_transparent_variant_is_what_it_holds() {
    let error = inner();
    let facts = error.facts();
    assert_eq!(
        (facts.status, &*facts.code),
        (StatusCode::CONFLICT, "locked")
    );
    assert!(facts.retryable && !facts.is_final && facts.counts_against_slo);
    assert_eq!(facts.level, LogLevel::Off);
    assert_eq!(error.to_string(), "locked by me");
    assert_eq!(
        error.source().unwrap().to_string(),
        std::fmt::Error.to_string()
    );

    let problem = Problem::new(StatusCode::GONE, "sunset").member("since", "2026");
    let error = Plain::from(problem);
    assert_eq!(error.status_code(), StatusCode::GONE);
    assert_eq!(body(&error)["since"], "2026");
}

#[test]
fn the_response_carries_what_was_decided() {
    let response = inner().error_response();
    let problem = response.extensions().get::<Problem>().cloned().unwrap();
    assert_eq!(problem.facts(), inner().facts());
}

#[test]
fn the_codes_are_constants() {
    let codes = Plain::CODES.all();
    let told: Vec<_> = codes
        .iter()
        .map(|code| (code.code, code.status, code.retryable, code.error))
        .collect();
    assert_eq!(
        told,
        [
            ("not_found", 404, false, "Plain::NotFound"),
            ("conflict", 409, false, "Plain::Conflict"),
            ("forbidden", 403, false, "Plain::Forbidden"),
            ("away", 503, true, "Plain::Away"),
            ("internal", 500, false, "Plain::Broken"),
            // What a variant passes on; of a `Problem` nothing is known.
            ("locked", 409, true, "Inner"),
        ]
    );
    let messages: Vec<_> = codes.iter().map(|code| code.message).collect();
    assert_eq!(
        messages[..3],
        [
            Some("no {kind:>6} {id} in {{it}}, {id}"),
            Some("{0} is taken"),
            None
        ]
    );
    // What is told is what is answered.
    assert_eq!(inner().status_code().as_u16(), codes[5].status);
}
