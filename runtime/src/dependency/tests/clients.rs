//! What a client of the service reads where a dependency has failed.

use std::io;

use actix_web::ResponseError;
use actix_web::body::to_bytes;
use actix_web::http::header::RETRY_AFTER;
use futures_util::FutureExt;

use super::fixture::{Answer, failed, ms};
use crate::dependency::{Classify, DependencyError, ErrorClass, Rejected};

/// Status, code and `Retry-After` of the answer, which says nothing of the inside.
fn answered(error: &DependencyError) -> (u16, String, Option<u64>) {
    let response = error.error_response();
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.map(|value| value.to_str().unwrap().parse().unwrap());
    let body = to_bytes(response.into_body()).now_or_never().unwrap();
    let body = String::from_utf8(body.unwrap().to_vec()).unwrap();
    assert!(!body.contains("what the dependency said"), "{body}");
    assert!(!body.contains("inventory"), "{body}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let code = body["code"].as_str().unwrap().to_owned();
    (status, code, retry_after)
}

fn of_class(class: ErrorClass) -> (u16, String, Option<u64>) {
    let answer: Answer = failed(class);
    answered(&answer.unwrap_err())
}

#[test]
fn a_refusal_says_that_nothing_was_executed_and_when_to_come_again() {
    let dependency = || "inventory".into();
    let open = Rejected::Open {
        dependency: dependency(),
        retry_after: ms(4_200),
    };
    let open = answered(&open.into());
    assert_eq!(open, (503, "dependency_unavailable".to_owned(), Some(5)));
    let full = Rejected::Full {
        dependency: dependency(),
    };
    let full = answered(&full.into());
    assert_eq!(full, (503, "dependency_busy".to_owned(), Some(1)));
}

#[test]
fn a_dependency_that_is_too_slow_is_a_504() {
    let slow = (504, "dependency_timeout".to_owned(), None);
    for rejected in [
        Rejected::Deadline {
            dependency: "inventory".into(),
        },
        Rejected::Attempt {
            dependency: "inventory".into(),
        },
    ] {
        assert_eq!(answered(&rejected.into()), slow);
    }
    assert_eq!(of_class(ErrorClass::timeout()), slow);
    assert_eq!(of_class(ErrorClass::of_status(504)), slow);
}

#[test]
fn what_was_not_executed_is_a_503_and_everything_else_a_502() {
    let unavailable = |wait| (503, "dependency_unavailable".to_owned(), Some(wait));
    assert_eq!(of_class(ErrorClass::connect()), unavailable(1));
    let asked = ErrorClass::of_status(429).retry_after(ms(7_000));
    assert_eq!(of_class(asked), unavailable(7));
    let failed = (502, "dependency_failed".to_owned(), None);
    for status in [400, 401, 404, 409, 500, 502] {
        assert_eq!(of_class(ErrorClass::of_status(status)), failed, "{status}");
    }
}

#[test]
fn what_is_made_of_an_error_is_known_wherever_it_is_passed_on() {
    let class = DependencyError::from(io::Error::from(io::ErrorKind::ConnectionRefused)).class();
    assert_eq!(class, ErrorClass::connect());
    let error = DependencyError::from(io::Error::other("what the dependency said"));
    assert_eq!(
        error.failed_with::<io::Error>().unwrap().to_string(),
        "what the dependency said"
    );
}
