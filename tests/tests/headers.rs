//! The headers that every answer carries.

use actix_web::error::ErrorImATeapot;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::Json;
use actix_web::{Error, HttpResponse};
use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Request, Service};

#[endpoint(get = "/json")]
async fn json() -> Json<u8> {
    Json(1)
}

#[endpoint(get = "/page")]
async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body("<p>")
}

#[endpoint(get = "/own")]
async fn own() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, max-age=5"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'self'"))
        .json(1)
}

#[endpoint(get = "/empty")]
async fn empty() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((CACHE_CONTROL, "private, max-age=5"))
        .finish()
}

#[endpoint(get = "/id")]
async fn its_id(context: RequestContext) -> String {
    context.id().to_string()
}

#[endpoint(post = "/number", body = "8B")]
async fn number(number: Json<u8>) -> Json<u8> {
    number
}

#[endpoint(get = "/teapot")]
async fn teapot() -> Result<&'static str, Error> {
    Err(ErrorImATeapot("short and stout"))
}

#[endpoint(get = "/panics")]
async fn panics() -> &'static str {
    panic!("a secret");
}

fn service() -> Service {
    Service::of(endpoints![
        json, page, own, empty, its_id, number, teapot, panics
    ])
}

fn trusting() -> Service {
    let proxies = TrustedProxies::networks(["127.0.0.0/8"]).expect("a range");
    Service::with(
        endpoints![its_id],
        |builder| builder.trusted_proxies(proxies),
        |_| {},
    )
}

const JSON_ONLY: &str = "default-src 'none'; frame-ancestors 'none'";

fn security(answer: &Answer) -> [Option<&str>; 4] {
    [
        "x-content-type-options",
        "referrer-policy",
        "cache-control",
        "content-security-policy",
    ]
    .map(|name| answer.header(name))
}

#[tokio::test]
async fn answers_carry_security_headers_whatever_their_status() {
    let service = service();
    let all = ["nosniff", "no-referrer", "no-store", JSON_ONLY].map(Some);
    for target in ["/json", "/nothing"] {
        assert_eq!(security(&service.get(target).await), all, "{target}");
    }
    let wrong_method = service.send(Request::post("/json")).await;
    assert_eq!(security(&wrong_method), all);
    let options = service.send(Request::new("OPTIONS", "/json")).await;
    assert_eq!(security(&options), all);
}

#[tokio::test]
async fn errors_of_others_carry_them_too() {
    let service = service();
    let post = |body: &str| {
        let request = Request::post("/number").header("content-type", "application/json");
        service.send(request.body(body))
    };
    for (status, code, answer) in [
        (422, "validation_failed", post("true").await),
        (413, "payload_too_large", post("123456789").await),
        (418, "im_a_teapot", service.get("/teapot").await),
        (500, "internal", service.get("/panics").await),
    ] {
        answer.problem(status, code);
        let all = ["nosniff", "no-referrer", "no-store", JSON_ONLY];
        assert_eq!(security(&answer), all.map(Some), "{status}");
    }
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_tls_where_that_is_known() {
    let by = |scheme: &str, target: &str| {
        let request = Request::get(target).header("x-forwarded-proto", scheme);
        let trusting = trusting();
        async move {
            let answer = trusting.send(request).await;
            answer
                .header("strict-transport-security")
                .map(str::to_owned)
        }
    };
    for target in ["/id", "/nowhere"] {
        assert_eq!(
            by("https", target).await.as_deref(),
            Some("max-age=31536000")
        );
        assert_eq!(by("http", target).await, None);
    }
    // Who is not believed says nothing.
    let said = Request::get("/id").header("x-forwarded-proto", "https");
    let answer = service().send(said).await;
    assert_eq!(answer.header("strict-transport-security"), None);
}

#[tokio::test]
async fn a_page_keeps_its_scripts() {
    let answer = service().get("/page").await;
    assert_eq!(
        security(&answer),
        [Some("nosniff"), Some("no-referrer"), Some("no-store"), None]
    );
}

#[tokio::test]
async fn what_the_handler_says_stands() {
    let answer = service().get("/empty").await;
    assert_eq!(answer.header("cache-control"), Some("private, max-age=5"));
    let answer = service().get("/own").await;
    assert_eq!(answer.header("cache-control"), Some("private, max-age=5"));
    assert_eq!(
        answer.header("content-security-policy"),
        Some("default-src 'self'")
    );
}

#[tokio::test]
async fn no_answer_names_its_server() {
    assert_eq!(service().get("/json").await.header("server"), None);
}

#[tokio::test]
async fn a_request_id_is_a_uuid_of_version_7_and_the_handler_sees_it() {
    let answer = service().get("/id").await;
    let id = answer.header("x-request-id").expect("an id");
    assert_eq!(id.as_bytes(), answer.body);
    assert_eq!((id.len(), id.as_bytes()[14]), (36, b'7'), "{id}");
}

#[tokio::test]
async fn a_request_id_is_taken_from_a_trusted_peer_only() {
    let sent = Request::get("/id").header("x-request-id", "mine-1");
    assert_ne!(
        service().send(sent.clone()).await.header("x-request-id"),
        Some("mine-1")
    );
    assert_eq!(
        trusting().send(sent).await.header("x-request-id"),
        Some("mine-1")
    );
}

#[tokio::test]
async fn a_trusted_peers_id_must_be_short_and_plain() {
    let service = trusting();
    for bad in ["", "two words", "a/b", &"x".repeat(129), "é"] {
        let answer = service
            .send(Request::get("/id").header("x-request-id", bad))
            .await;
        assert_eq!(
            answer.header("x-request-id").map(str::len),
            Some(36),
            "{bad:?}"
        );
    }
}
