//! What a client sees of what goes wrong inside, and what it must never see.

use actix_web::HttpResponse;
use actix_web::error::ErrorImATeapot;
use actix_web::web::{Form, Json, Path, Query};
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};
use serde::{Deserialize, Serialize};

const SECRET: &str = "hunter2";

#[endpoint(get = "/panic")]
async fn panic() -> HttpResponse {
    panic!("{SECRET}")
}

#[derive(Debug, ApiError)]
enum Failure {
    #[api(status = 404, code = "no_order", message = "there is no order {id}")]
    NotFound { id: u32 },
    #[api(status = 503, code = "upstream_away", retry_after = "1500ms")]
    Away(#[from] std::io::Error),
    #[api(internal)]
    Internal(#[source] std::fmt::Error),
}

#[endpoint(get = "/fail/{how}")]
async fn fail(how: Path<String>) -> Result<&'static str, Failure> {
    match how.as_str() {
        "missing" => Err(Failure::NotFound { id: 7 }),
        "away" => Err(std::io::Error::other(SECRET))?,
        "internal" => Err(Failure::Internal(std::fmt::Error)),
        _ => Ok("fine"),
    }
}

#[endpoint(get = "/foreign")]
async fn foreign() -> Result<&'static str, actix_web::Error> {
    Err(ErrorImATeapot(SECRET))
}

#[endpoint(get = "/foreign-500")]
async fn foreign_500() -> Result<&'static str, actix_web::Error> {
    Err(actix_web::error::ErrorInternalServerError(SECRET))
}

#[endpoint(get = "/empty")]
async fn empty() -> HttpResponse {
    HttpResponse::NotFound().finish()
}

#[endpoint(get = "/own")]
async fn own() -> HttpResponse {
    HttpResponse::Conflict().json("mine")
}

#[derive(Debug, Deserialize, Serialize)]
struct Shape {
    sides: u8,
}

#[endpoint(post = "/json")]
async fn by_json(shape: Json<Shape>) -> Json<Shape> {
    shape
}

#[endpoint(post = "/form")]
async fn by_form(shape: Form<Shape>) -> String {
    shape.sides.to_string()
}

#[endpoint(get = "/query")]
async fn by_query(shape: Query<Shape>) -> String {
    shape.sides.to_string()
}

fn service() -> Service {
    Service::of(endpoints![
        panic,
        fail,
        foreign,
        foreign_500,
        empty,
        own,
        by_json,
        by_form,
        by_query
    ])
}

#[tokio::test]
async fn a_panic_is_500_in_the_envelope_and_the_connection_lives_on() {
    let service = service();
    let mut connection = service.connect().await;
    let answer = connection.send(Request::get("/panic")).await;
    let problem = answer.problem(500, "internal");
    assert!(!problem.to_string().contains(SECRET));
    assert_eq!(
        connection.send(Request::get("/fail/no")).await.body,
        b"fine"
    );
}

#[tokio::test]
async fn a_derived_error_is_told_as_its_variant_says() {
    let service = service();
    let answer = service.get("/fail/missing").await;
    assert_eq!(
        answer.problem(404, "no_order")["detail"],
        "there is no order 7"
    );

    let answer = service.get("/fail/away").await;
    let problem = answer.problem(503, "upstream_away");
    assert!(!problem.to_string().contains(SECRET));
    assert_eq!(answer.header("retry-after"), Some("2"), "rounded up");
}

#[tokio::test]
async fn what_happened_inside_is_not_told() {
    for target in [
        "/fail/internal",
        "/foreign-500",
        "/foreign",
        "/panic",
        "/fail/away",
    ] {
        let answer = service().get(target).await;
        let text = format!("{answer:?}");
        assert!(answer.status >= 400 && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn errors_of_other_kinds_come_out_in_the_envelope() {
    let service = service();
    service.get("/foreign").await.problem(418, "im_a_teapot");
    service.get("/foreign-500").await.problem(500, "internal");
    service.get("/empty").await.problem(404, "not_found");
    assert_eq!(
        service.get("/own").await.body,
        b"\"mine\"",
        "a body of the handler's own stands"
    );
}

#[tokio::test]
async fn errors_of_actix_own_extractors_come_out_in_the_envelope() {
    let service = service();
    let json = |body: &str| {
        Request::post("/json")
            .header("content-type", "application/json")
            .body(body)
    };
    for (request, status) in [
        (json("{"), 400),
        (json("{\"sides\":\"three\"}"), 422),
        (json("{}"), 422),
        (
            Request::post("/json")
                .header("content-type", "text/plain")
                .body("3"),
            415,
        ),
        (
            Request::post("/form")
                .header("content-type", "application/x-www-form-urlencoded")
                .body("a"),
            400,
        ),
        (Request::get("/query"), 400),
        (Request::get("/query?sides=many"), 400),
    ] {
        let answer = service.send(request.clone()).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{text}"
        );
        assert_eq!(answer.status, status, "{request:?} {text}");
        assert!(!text.contains("Shape") && !text.contains("u8"), "{text}");
    }
}
