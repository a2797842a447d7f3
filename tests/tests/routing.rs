//! Paths and methods: 404, 405, `HEAD`, `OPTIONS`, and the three forms of the attribute.

use actix_web::web::{self, Path};
use actix_web::{HttpResponse, get, post, route};
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};

#[endpoint(get = "/things/{id}")]
async fn read(id: Path<u32>) -> String {
    format!("thing {id}")
}

#[endpoint(delete = "/things/{id}")]
async fn remove(_id: Path<u32>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[endpoint(post = "/things")]
async fn create(body: String) -> String {
    body
}

fn things() -> Service {
    Service::of(endpoints![read, remove, create])
}

#[tokio::test]
async fn an_unknown_path_is_404_in_the_envelope() {
    let answer = things().get("/nothing/here").await;
    let problem = answer.problem(404, "not_found");
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(problem["title"], "Not Found");
    assert_eq!(problem["instance"], "/nothing/here");
}

#[tokio::test]
async fn a_wrong_method_is_405_with_every_method_of_the_path() {
    let answer = things().send(Request::post("/things/7")).await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("GET, HEAD, DELETE, OPTIONS"));
}

#[tokio::test]
async fn a_body_sent_with_a_wrong_method_does_not_poison_the_connection() {
    let service = things();
    let mut connection = service.connect().await;
    let refused = connection
        .send(Request::new("PUT", "/things/7").body("x".repeat(100)))
        .await;
    refused.problem(405, "method_not_allowed");
    if refused.header("connection") == Some("close") {
        assert!(connection.is_closed().await);
    } else {
        assert_eq!(
            connection.send(Request::get("/things/7")).await.body,
            b"thing 7"
        );
    }
}

#[endpoint(put = "/things/{name}")]
async fn replace(name: Path<String>, body: String) -> String {
    format!("{name} {body}")
}

#[tokio::test]
async fn one_path_may_call_its_captures_by_several_names() {
    let service = Service::of(endpoints![read, replace, remove]);
    assert_eq!(service.get("/things/7").await.body, b"thing 7");
    let put = Request::new("PUT", "/things/7").body("new");
    assert_eq!(service.send(put).await.body, b"7 new");
    let wrong = service.send(Request::post("/things/7")).await;
    wrong.problem(405, "method_not_allowed");
    let all = Some("GET, HEAD, PUT, DELETE, OPTIONS");
    assert_eq!(wrong.header("allow"), all);
    let options = service.send(Request::new("OPTIONS", "/things/7")).await;
    assert_eq!((options.status, options.header("allow")), (204, all));
}

#[tokio::test]
async fn options_answers_with_the_methods_of_the_path() {
    let answer = things().send(Request::new("OPTIONS", "/things")).await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (204, Some("POST, OPTIONS"))
    );
}

#[tokio::test]
async fn head_works_wherever_get_does() {
    let service = things();
    let mut connection = service.connect().await;
    let head = connection.send(Request::new("HEAD", "/things/7")).await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("7"))
    );
    assert!(head.body.is_empty());
    // Had a body come, it would be read as the next answer.
    assert_eq!(
        connection.send(Request::get("/things/7")).await.body,
        b"thing 7"
    );
}

#[tokio::test]
async fn a_capture_that_does_not_parse_is_404_without_the_name_of_a_type() {
    let answer = things().get("/things/seven").await;
    let problem = answer.problem(404, "not_found");
    assert!(!problem.to_string().contains("u32"), "{problem}");
}

#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[get("/above")]
async fn above() -> &'static str {
    "above"
}

#[post("/below")]
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn below(body: String) -> String {
    body
}

#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn alone() -> &'static str {
    "alone"
}

#[endpoint(timeout = "5s")]
#[route("/many", method = "GET", method = "POST")]
async fn many() -> &'static str {
    "many"
}

fn by_hand() -> Service {
    Service::with(
        endpoints![],
        |builder| builder,
        |config| {
            config
                .service(above)
                .service(below)
                .service(many)
                .service(read)
                .service(remove)
                .route("/alone", web::get().to(alone))
                .service(web::resource("/alone-too").route(web::post().to(alone)));
        },
    )
}

#[tokio::test]
async fn the_line_works_above_actix_own_attribute() {
    let service = by_hand();
    let answer = service.get("/above").await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"above"[..]));
    assert_eq!(answer.header("ratelimit-policy"), Some("\"ip\";q=10;w=60"));
    let again = service.get("/above").await;
    let status = again.header("cache-status").expect("a cached answer");
    assert!(status.starts_with("hardpoint; hit"), "{status}");
}

#[tokio::test]
async fn the_line_works_below_actix_own_attribute() {
    let service = by_hand();
    service
        .send(Request::post("/below").body("x"))
        .await
        .problem(400, "idempotency_key_missing");
    let order = Request::post("/below")
        .header("idempotency-key", "k")
        .body("x");
    assert_eq!(service.send(order.clone()).await.body, b"x");
    assert_eq!(
        service.send(order).await.header("idempotency-replayed"),
        Some("true")
    );
}

#[tokio::test]
async fn the_line_works_on_a_handler_mounted_by_hand() {
    let service = by_hand();
    assert_eq!(service.get("/alone").await.body, b"alone");
    let posted = service
        .send(Request::post("/alone-too").header("idempotency-key", "k"))
        .await;
    assert_eq!(posted.body, b"alone");
}

#[tokio::test]
async fn one_handler_can_have_several_methods() {
    let service = by_hand();
    assert_eq!(service.get("/many").await.body, b"many");
    assert_eq!(service.send(Request::post("/many")).await.body, b"many");
    assert_eq!(
        service.send(Request::new("DELETE", "/many")).await.status,
        404
    );
}

#[tokio::test]
async fn endpoints_of_one_path_can_be_registered_one_by_one() {
    let service = by_hand();
    assert_eq!(service.get("/things/7").await.body, b"thing 7");
    assert_eq!(
        service
            .send(Request::new("DELETE", "/things/7"))
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn the_function_itself_can_be_called_by_a_unit_test() {
    assert_eq!(read::handler(Path::from(7)).await, "thing 7");
}
