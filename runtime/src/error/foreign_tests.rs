//! What becomes of actix's own errors, over a real `App`.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::error::{self, InternalError, PayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE, WWW_AUTHENTICATE};
use actix_web::middleware::{self, Next};
use actix_web::test::{self, TestRequest};
use actix_web::{App, HttpResponse, ResponseError, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{from_foreign, normalise, respond_to_foreign};
use crate::error::{ApiError, ErrorFacts, Problem, Rejection, respond_to_error};

/// Names that must not leave the process.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretOrder {
    #[serde(rename = "quantityOrdered")]
    #[allow(dead_code, reason = "only decoded")]
    quantity: u32,
    #[allow(dead_code, reason = "only decoded")]
    lines: Option<Vec<SecretLine>>,
}

#[derive(Debug, Deserialize)]
struct SecretLine {}

#[derive(Debug)]
struct Leaky(StatusCode);

impl fmt::Display for Leaky {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret: SELECT * FROM orders at /srv/app.rs")
    }
}

impl ResponseError for Leaky {
    fn status_code(&self) -> StatusCode {
        self.0
    }
}

#[derive(Debug)]
struct Ours;

impl fmt::Display for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ours")
    }
}

impl std::error::Error for Ours {}

impl ApiError for Ours {
    fn facts(&self) -> ErrorFacts {
        ErrorFacts::new(StatusCode::CONFLICT, "ours")
    }
}

impl ResponseError for Ours {
    fn error_response(&self) -> HttpResponse {
        respond_to_error(self)
    }
}

/// Stands where the pipeline will: brings whatever comes out into the envelope.
async fn envelope(
    request: actix_web::dev::ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (request, response) = next.call(request).await?.into_parts();
    Ok(ServiceResponse::new(request, normalise(response)))
}

async fn ask(request: TestRequest) -> (StatusCode, Value) {
    let app = App::new()
        .app_data(web::JsonConfig::default().limit(64))
        .app_data(web::FormConfig::default().limit(64))
        .app_data(web::PayloadConfig::default().limit(64))
        .wrap(middleware::from_fn(envelope))
        .route(
            "/json",
            web::post().to(async |_: web::Json<SecretOrder>| ""),
        )
        .route(
            "/form",
            web::post().to(async |_: web::Form<SecretOrder>| ""),
        )
        .route(
            "/query",
            web::get().to(async |_: web::Query<SecretOrder>| ""),
        )
        .route("/path/{id}", web::get().to(async |_: web::Path<u32>| ""))
        .route("/bytes", web::post().to(async |_: web::Bytes| ""))
        .route("/text", web::post().to(async |_: String| ""))
        .route("/data", web::get().to(async |_: web::Data<SecretOrder>| ""));
    let app = test::init_service(app).await;
    let response = test::call_service(&app, request.to_request()).await;
    let status = response.status();
    let body = test::read_body(response).await;
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn post(path: &str, media_type: &str, body: &'static str) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header((CONTENT_TYPE, media_type))
        .set_payload(body)
}

#[actix_web::test]
async fn actixs_own_errors_become_the_rejections_they_amount_to() {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let long = "{\"quantityOrdered\":                                                       1}";
    let get = |path| TestRequest::get().uri(path);
    let table = [
        (post("/json", JSON, "{"), 400, "malformed_json"),
        (
            post("/json", JSON, "{\"quantityOrdered\":1} x"),
            400,
            "malformed_json",
        ),
        (post("/json", JSON, "\u{0}"), 400, "malformed_json"),
        (post("/json", JSON, "[]"), 422, "validation_failed"),
        (post("/json", JSON, "{}"), 422, "validation_failed"),
        (
            post("/json", JSON, "{\"quantityOrdered\":\"x\"}"),
            422,
            "validation_failed",
        ),
        (post("/json", JSON, long), 413, "payload_too_large"),
        (
            post("/json", "text/plain", "{}"),
            415,
            "unsupported_media_type",
        ),
        (
            post("/form", FORM, "quantityOrdered=x"),
            400,
            "malformed_form",
        ),
        (post("/form", FORM, long), 413, "payload_too_large"),
        (
            post("/form", "text/plain", "a=b"),
            415,
            "unsupported_media_type",
        ),
        (post("/bytes", JSON, long), 413, "payload_too_large"),
        (
            post("/text", "text/plain; charset=junk", "x"),
            415,
            "unsupported_media_type",
        ),
        (get("/query"), 400, "malformed_query"),
        (get("/query?quantityOrdered=x"), 400, "malformed_query"),
        (get("/path/x"), 404, "not_found"),
        (get("/path/99999999999"), 404, "not_found"),
        (get("/data"), 500, "internal"),
        (get("/nowhere"), 404, "not_found"),
    ];
    for (request, status, code) in table {
        let (told, body) = ask(request).await;
        assert_eq!(told, status, "{body}");
        assert_eq!(body["status"], status, "{body}");
        assert_eq!(body["code"], code, "{body}");
        for leak in [
            "Secret",
            "struct",
            "u32",
            "invalid digit",
            ", expected",
            "lines",
        ] {
            assert!(!body.to_string().contains(leak), "{leak} in {body}");
        }
    }
}

#[actix_web::test]
async fn what_is_wrong_with_json_is_told_by_its_name_and_place() {
    let (_, body) = ask(post("/json", "application/json", "{\"skv\":1}")).await;
    let expected = json!([{
        "pointer": "#",
        "code": "unknown_field",
        "detail": "`skv` is not known, at line 1, column 6",
    }]);
    assert_eq!(body["errors"], expected);
    let (_, body) = ask(TestRequest::get().uri("/query")).await;
    let detail = "the query is not as expected: `quantityOrdered` is missing";
    assert_eq!(body["detail"], detail);
}

#[actix_web::test]
async fn the_text_of_a_foreign_error_stays_inside() {
    for status in [400, 403, 404, 409, 500, 503] {
        let status = StatusCode::from_u16(status).unwrap();
        for error in [
            actix_web::Error::from(Leaky(status)),
            InternalError::new("secret: SELECT", status).into(),
        ] {
            let problem = from_foreign(&error);
            assert_eq!(problem.status, status);
            let response = respond_to_foreign(error);
            assert_eq!(response.status(), status);
            let text = format!("{problem:?} {response:?}");
            assert!(
                !text.contains("secret") && !text.contains("SELECT"),
                "{text}"
            );
        }
    }
}

#[actix_web::test]
async fn problems_and_derived_errors_stay_what_they_are() {
    let problem = Problem::new(StatusCode::GONE, "sunset").member("since", "2026");
    let back = from_foreign(&actix_web::Error::from(problem));
    assert_eq!((back.code.as_ref(), back.members.len()), ("sunset", 1));

    let back = from_foreign(&actix_web::Error::from(Ours));
    assert_eq!(
        (back.code.as_ref(), back.status),
        ("ours", StatusCode::CONFLICT)
    );
    let response = respond_to_foreign(Ours.into());
    assert_eq!(response.extensions().get::<Problem>().unwrap().code, "ours");
}

#[actix_web::test]
async fn payloads_that_break_off_close_the_connection() {
    let io = |kind: std::io::ErrorKind| std::io::Error::from(kind);
    let table = [
        (PayloadError::Incomplete(None), "malformed_body", true),
        (
            PayloadError::Io(io(std::io::ErrorKind::TimedOut)),
            "request_timeout",
            true,
        ),
        (
            PayloadError::Io(io(std::io::ErrorKind::BrokenPipe)),
            "malformed_body",
            true,
        ),
        (PayloadError::EncodingCorrupted, "malformed_body", false),
        (PayloadError::Overflow, "payload_too_large", true),
        (PayloadError::UnknownLength, "length_required", false),
    ];
    for (error, code, close) in table {
        let problem = from_foreign(&error.into());
        assert_eq!((problem.code.as_ref(), problem.close), (code, close));
    }
}

#[actix_web::test]
async fn headers_of_a_replaced_error_are_kept_less_those_of_its_body() {
    let own = HttpResponse::Unauthorized()
        .insert_header((WWW_AUTHENTICATE, "Basic realm=\"x\""))
        .append_header((SET_COOKIE, "a=1"))
        .append_header((SET_COOKIE, "b=2"))
        .content_type("text/html")
        .body("secret");
    let error = InternalError::from_response("secret", own);
    let response = respond_to_foreign(error.into());
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let headers = response.headers();
    assert_eq!(headers.get(WWW_AUTHENTICATE).unwrap(), "Basic realm=\"x\"");
    assert_eq!(headers.get_all(SET_COOKIE).count(), 2);
    assert_eq!(
        headers.get(CONTENT_TYPE).unwrap(),
        "application/problem+json"
    );
    assert_eq!(
        response.extensions().get::<Problem>().unwrap().code,
        "unauthorized"
    );
}

#[actix_web::test]
async fn an_empty_error_is_filled_and_a_written_one_is_left_alone() {
    let filled = normalise(HttpResponse::Forbidden().finish());
    assert_eq!(
        filled.extensions().get::<Problem>().unwrap().code,
        "forbidden"
    );

    let written = normalise(HttpResponse::Forbidden().body("my own words"));
    assert!(!written.extensions().contains::<Problem>());
    assert!(!written.headers().contains_key(CONTENT_TYPE));
}

#[actix_web::test]
async fn what_is_no_error_is_left_alone() {
    let fine = normalise(HttpResponse::NoContent().finish());
    assert_eq!(fine.status(), StatusCode::NO_CONTENT);

    let login = HttpResponse::Found()
        .insert_header((LOCATION, "/login"))
        .finish();
    let redirect = respond_to_foreign(InternalError::from_response("", login).into());
    assert_eq!(redirect.status(), StatusCode::FOUND);
    assert_eq!(
        redirect.headers().get(LOCATION).unwrap(),
        &HeaderValue::from_static("/login")
    );
}

#[actix_web::test]
async fn a_rejection_by_actix_names_what_is_accepted() {
    let problem = from_foreign(&error::JsonPayloadError::ContentType.into());
    let (name, value) = &problem.headers[0];
    assert_eq!(
        (name.as_str(), value.as_bytes()),
        ("accept", &b"application/json"[..])
    );
    assert_eq!(problem.code, Rejection::UnsupportedMediaType.code());
}
