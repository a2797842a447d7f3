//! What a problem looks like on the wire.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::MessageBody as _;
use actix_web::http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LINK, RETRY_AFTER,
};
use actix_web::http::{ConnectionType, StatusCode};
use proptest::prelude::*;

use super::whole_seconds;
use crate::context::RequestContext;
use crate::error::{Problem, Rejection, Violation};

fn body(response: HttpResponse) -> String {
    let bytes = response.into_body().try_into_bytes().unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn context(uri: &str) -> RequestContext {
    RequestContext::of_a_test(uri)
}

#[tokio::test]
async fn the_members_stand_in_their_order() {
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed")
        .member("zeta", 1)
        .member("alpha", vec!["a", "b"])
        .violations(vec![Violation {
            pointer: "#/items/0/quantity".into(),
            code: "range".into(),
            detail: "is 0, which is below 1".into(),
        }])
        .detail("the \"input\" is not acceptable");
    let response = context("/v1/orders?secret=1")
        .scope(async { problem.into_response() })
        .await;
    assert_eq!(
        body(response),
        concat!(
            r#"{"type":"about:blank","title":"Unprocessable Entity","status":422,"#,
            r#""detail":"the \"input\" is not acceptable","instance":"/v1/orders","#,
            r#""code":"validation_failed","request_id":"req-1","#,
            r##""errors":[{"pointer":"#/items/0/quantity","code":"range","##,
            r#""detail":"is 0, which is below 1"}],"alpha":["a","b"],"zeta":1}"#,
        )
    );
}

#[test]
fn outside_of_an_endpoint_there_is_neither_path_nor_id() {
    let response = Rejection::RateLimited.problem().into_response();
    assert_eq!(
        body(response),
        concat!(
            r#"{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","#,
            r#""title":"Request cannot be satisfied as assigned quota has been exceeded","#,
            r#""status":429,"detail":"a rate limit is used up; nothing was executed","#,
            r#""code":"rate_limited"}"#,
        )
    );
}

#[test]
fn a_path_that_would_name_another_host_does_not() {
    let problem = Rejection::NotFound.problem();
    let body = body(problem.into_response_for("//example.com/x", Some("id-7")));
    assert!(body.contains(r#""instance":"/.//example.com/x""#), "{body}");
    assert!(body.contains(r#""request_id":"id-7""#), "{body}");
}

#[test]
fn retry_after_is_whole_seconds_rounded_up_and_at_least_one() {
    let table = [
        (0, 1),
        (1, 1),
        (999, 1),
        (1_000, 1),
        (1_001, 2),
        (59_500, 60),
    ];
    for (millis, seconds) in table {
        assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds);
    }
    assert_eq!(whole_seconds(Duration::MAX), u64::MAX);
}

#[test]
fn a_429_and_a_503_always_say_when_to_come_back() {
    for (status, said) in [(429, true), (503, true), (409, false), (504, false)] {
        let status = StatusCode::from_u16(status).unwrap();
        let response = Problem::new(status, "x").into_response();
        assert_eq!(response.headers().contains_key(RETRY_AFTER), said);
    }
    let carried = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "x")
        .header(RETRY_AFTER, HeaderValue::from_static("90"))
        .into_response();
    assert_eq!(carried.headers().get(RETRY_AFTER).unwrap(), "90");
}

#[test]
fn the_bodys_own_headers_cannot_be_set() {
    let response = Problem::new(StatusCode::CONFLICT, "x")
        .header(CONTENT_TYPE, HeaderValue::from_static("text/html"))
        .header(CONTENT_LENGTH, HeaderValue::from_static("1"))
        .header(LINK, HeaderValue::from_static("</docs>; rel=help"))
        .into_response();
    let headers = response.headers();
    assert_eq!(
        headers.get(CONTENT_TYPE).unwrap(),
        "application/problem+json"
    );
    assert!(!headers.contains_key(CONTENT_LENGTH));
    assert!(headers.contains_key(LINK));
}

#[test]
fn a_standard_member_cannot_be_replaced() {
    let response = Problem::new(StatusCode::CONFLICT, "x")
        .member("status", 200)
        .into_response();
    assert_eq!(
        body(response),
        r#"{"type":"about:blank","title":"Conflict","status":409,"code":"x"}"#
    );
}

#[test]
fn the_response_closes_the_connection_where_it_must() {
    for (problem, kind) in [
        (Rejection::RequestTimeout.problem(), ConnectionType::Close),
        (Rejection::NotFound.problem(), ConnectionType::KeepAlive),
    ] {
        let response = problem.into_response();
        assert_eq!(response.head().connection_type(), kind);
    }
}

#[test]
fn the_response_carries_its_problem() {
    let response = Rejection::RequestTimeout.problem().into_response();
    let problem = response.extensions().get::<Problem>().cloned().unwrap();
    assert_eq!(problem.code, "request_timeout");
    assert!(problem.close && !problem.is_final);
}

fn problems() -> impl Strategy<Value = Problem> {
    let text = || any::<String>();
    let header = (
        "[a-z][a-z0-9-]{0,12}",
        proptest::collection::vec(32_u8..127, 0..20),
    );
    (
        100_u16..1000,
        text(),
        proptest::option::of(text()),
        proptest::option::of((text(), text())),
        proptest::option::of(any::<Duration>()),
        proptest::collection::vec((text(), text()), 0..4),
        proptest::collection::vec(header, 0..4),
        proptest::collection::vec((text(), text(), text()), 0..4),
        any::<bool>(),
    )
        .prop_map(
            |(status, code, detail, kind, wait, members, headers, errors, close)| {
                let mut problem = Problem::new(StatusCode::from_u16(status).unwrap(), code);
                problem.detail = detail.map(Into::into);
                problem.close = close;
                problem.retry_after = wait;
                if let Some((uri, title)) = kind {
                    problem = problem.type_uri(uri, title);
                }
                for (name, value) in members {
                    problem = problem.member(name, value);
                }
                for (name, value) in headers {
                    problem = problem.header(
                        HeaderName::from_bytes(name.as_bytes()).unwrap(),
                        HeaderValue::from_bytes(&value).unwrap(),
                    );
                }
                let violation = |(pointer, code, detail): (String, String, String)| Violation {
                    pointer,
                    code: code.into(),
                    detail,
                };
                problem.violations(errors.into_iter().map(violation).collect())
            },
        )
}

proptest! {
    #[test]
    fn every_problem_renders_to_json_that_says_the_responses_status(
        problem in problems(), path in any::<String>(), id in any::<String>(),
    ) {
        let code = problem.code.to_string();
        let response = problem.into_response_for(&path, Some(&id));
        let status = response.status();
        prop_assert!(status.is_client_error() || status.is_server_error());
        let json: serde_json::Value = serde_json::from_str(&body(response)).unwrap();
        prop_assert_eq!(&json["status"], status.as_u16());
        prop_assert_eq!(&json["code"], &code);
        prop_assert!(json["title"].is_string() && json["type"].is_string());
    }
}
