//! Input that is refused, and how all of it is told: bodies, queries, paths and headers of one struct.

use std::collections::HashMap;

use actix_web::web::{Json, Path};
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Connection, Request, Service};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(ApiRequest)]
#[serde(rename_all = "camelCase")]
struct Shipment {
    #[api(path)]
    #[garde(range(max = 1000))]
    order_id: u32,
    #[api(query, default)]
    dry_run: bool,
    #[api(header = "x-tenant")]
    #[garde(length(min = 1, max = 8))]
    tenant: String,
    #[garde(dive)]
    ship_to: Address,
    #[garde(length(min = 1, max = 3), dive)]
    line_items: Vec<Item>,
    #[garde(length(max = 2))]
    #[api(keys = 8)]
    #[serde(default)]
    labels: HashMap<String, u32>,
    #[garde(skip)]
    #[api(unbounded = "as large as a body may be")]
    #[serde(default)]
    extra: Value,
}

#[derive(ApiRequest)]
struct Address {
    #[garde(length(min = 1, max = 10))]
    street: String,
}

#[derive(ApiRequest)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[garde(range(min = 1, max = 100))]
    how_many: u32,
}

#[derive(Serialize)]
struct Understood {
    order: u32,
    dry_run: bool,
    tenant: String,
    street: String,
    pieces: u32,
    labels: usize,
    extra: Value,
}

#[endpoint(post = "/orders/{orderId}/shipments")]
async fn ship(shipment: Shipment) -> Json<Understood> {
    Json(Understood {
        order: shipment.order_id,
        dry_run: shipment.dry_run,
        tenant: shipment.tenant,
        street: shipment.ship_to.street,
        pieces: shipment.line_items.iter().map(|item| item.how_many).sum(),
        labels: shipment.labels.len(),
        extra: shipment.extra,
    })
}

#[derive(ApiRequest)]
#[api(path)]
struct Plain {
    #[garde(length(max = 200_000))]
    name: String,
}

#[endpoint(get = "/plain/{name}")]
async fn plain(plain: Plain) -> String {
    plain.name
}

#[endpoint(get = "/foreign/{name}")]
async fn foreign(name: Path<String>) -> String {
    name.into_inner()
}

fn service() -> Service {
    Service::of(endpoints![ship, plain, foreign])
}

/// A request that is in order but for its body.
fn with(body: impl Into<Vec<u8>>) -> Request {
    to("/orders/7/shipments", body)
}

fn to(target: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::post(target)
        .header("x-tenant", "acme")
        .header("content-type", "application/json")
        .body(body)
}

fn good() -> Value {
    json!({ "shipTo": { "street": "1 Road" }, "lineItems": [{ "howMany": 2 }] })
}

/// What is wrong, as `pointer code`, in the order of the answer.
fn errors(answer: &Answer, status: u16, code: &str) -> Vec<String> {
    let problem = answer.problem(status, code);
    let errors = problem["errors"].as_array().expect("a list");
    let told = errors.iter().map(|error| {
        let text = |member: &str| error[member].as_str().expect("text").to_owned();
        assert!(!text("detail").is_empty());
        format!("{} {}", text("pointer"), text("code"))
    });
    told.collect()
}

#[tokio::test]
async fn a_request_in_order_is_read_from_all_four_places() {
    let request = to("/orders/7/shipments?dryRun=true", good().to_string());
    let understood = service().send(request).await.json();
    assert_eq!(
        (
            &understood["order"],
            &understood["tenant"],
            &understood["pieces"]
        ),
        (&json!(7), &json!("acme"), &json!(2))
    );
    assert_eq!(
        (&understood["dry_run"], &understood["street"]),
        (&json!(true), &json!("1 Road"))
    );
}

#[tokio::test]
async fn unknown_fields_are_refused_at_every_depth_all_at_once() {
    let mut body = good();
    body["shipto"] = json!(1);
    body["shipTo"]["zip"] = json!("1");
    body["lineItems"][0]["how_many"] = json!(1);
    let request = to("/orders/7/shipments?dry_run=true", body.to_string());
    let mut told = errors(&service().send(request).await, 422, "unknown_field");
    told.sort_unstable();
    let expected = [
        "#/lineItems/0/how_many unknown_field",
        "#/shipTo/zip unknown_field",
        "#/shipto unknown_field",
        "query/dry_run unknown_field",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn duplicate_keys_are_refused_in_maps_and_untyped_values_too() {
    let service = service();
    for (more, pointer) in [
        (r#""shipTo":{"street":"2 Road"}"#, "#/shipTo"),
        (r#""labels":{"a":1,"a":2}"#, "#/labels/a"),
        (
            r#""extra":{"deep":[{"a":1,"\u0061":2}]}"#,
            "#/extra/deep/0/a",
        ),
    ] {
        let good = good().to_string();
        let body = format!("{},{more}}}", &good[..good.len() - 1]);
        let told = errors(&service.send(with(body)).await, 400, "duplicate_key");
        assert_eq!(told, [format!("{pointer} duplicate_key")]);
    }
    let twice = to(
        "/orders/7/shipments?dryRun=true&dryRun=true",
        good().to_string(),
    );
    service.send(twice).await.problem(400, "duplicate_key");
}

#[tokio::test]
async fn nesting_over_32_is_refused_and_32_is_not() {
    let service = service();
    let nested = |depth: usize| {
        let mut body = good();
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        body["extra"] = serde_json::from_str(&text).expect("JSON");
        with(body.to_string())
    };
    assert_eq!(service.send(nested(31)).await.status, 200);
    service.send(nested(32)).await.problem(400, "too_deep");
    // Deeper than any recursive reader's stack, and not even closed.
    let bomb = with("[".repeat(60_000));
    assert_eq!(service.send(bomb).await.status, 400);
}

#[tokio::test]
async fn what_cannot_be_read_is_400() {
    let service = service();
    let good = good().to_string();
    for (body, code) in [
        (b"".to_vec(), "missing_body"),
        (b"{".to_vec(), "malformed_json"),
        (format!("{good} {{}}").into_bytes(), "malformed_json"),
        (format!("{good}\0").into_bytes(), "malformed_json"),
        (format!("\u{feff}{good}").into_bytes(), "malformed_json"),
        (b"{\"shipTo\":NaN}".to_vec(), "malformed_json"),
        (b"{\"shipTo\":\"\xff\xfe\"}".to_vec(), "malformed_json"),
        (b"{\"shipTo\":\"\\ud800\"}".to_vec(), "malformed_json"),
    ] {
        let answer = service.send(with(body.clone())).await;
        let problem = answer.problem(400, code);
        assert!(!problem.to_string().contains("Shipment"), "{problem}");
    }
    for target in [
        "/orders/7/shipments?dryRun=%zz",
        "/orders/7/shipments?%ff=1",
    ] {
        let answer = service.send(to(target, good.clone())).await;
        answer.problem(400, "malformed_query");
    }
}

#[tokio::test]
async fn all_violations_are_told_at_once_under_the_names_of_the_wire() {
    let body = json!({
        "shipTo": { "street": "" },
        "lineItems": [{ "howMany": 1 }, { "howMany": 0 }, { "howMany": 101 }],
        "labels": { "a": 1, "b": 2, "c": 3 },
    });
    let request = Request::post("/orders/1001/shipments")
        .header("x-tenant", "far too long")
        .json(&body);
    let answer = service().send(request).await;
    let told = errors(&answer, 422, "validation_failed");
    let pointers: Vec<_> = told
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let expected = [
        "path/orderId",
        "header/x-tenant",
        "#/shipTo/street",
        "#/lineItems/1/howMany",
        "#/lineItems/2/howMany",
        "#/labels",
    ];
    assert_eq!(pointers, expected);
}

#[tokio::test]
async fn missing_and_mistyped_fields_are_told_at_once() {
    let request = Request::post("/orders/seven/shipments?dryRun=perhaps")
        .json(&json!({ "lineItems": [{}, { "howMany": "two" }] }));
    let told = errors(&service().send(request).await, 422, "invalid_field");
    let expected = [
        "path/orderId type",
        "query/dryRun type",
        "header/x-tenant missing",
        "#/shipTo missing",
        "#/lineItems/0/howMany missing",
        "#/lineItems/1/howMany type",
    ];
    let mut told = told;
    told.sort_unstable();
    let mut expected = expected.map(str::to_owned).to_vec();
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn only_json_in_utf_8_is_taken() {
    let service = service();
    let typed = |kind: Option<&str>| {
        let request = Request::post("/orders/7/shipments").header("x-tenant", "acme");
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        request.body(good().to_string())
    };
    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.x+json",
    ] {
        assert_eq!(service.send(typed(Some(kind))).await.status, 200, "{kind}");
    }
    for kind in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/jsonp"),
        Some("application/json; charset=utf-16"),
        Some("junk"),
        Some("application/json, text/plain"),
    ] {
        let answer = service.send(typed(kind)).await;
        answer.problem(415, "unsupported_media_type");
        assert_eq!(
            answer.header("accept"),
            Some("application/json"),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn junk_headers_are_no_reason_to_fall_over() {
    let service = service();
    for junk in ["", "\u{7f}", "\u{e9}", "=;,\"", &"x".repeat(60_000)] {
        for name in [
            "accept",
            "accept-encoding",
            "authorization",
            "cache-control",
            "forwarded",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "range",
            "x-forwarded-for",
            "x-request-id",
        ] {
            let request = Request::get("/plain/a").header(name, junk);
            // A control character is no header at all to actix, which hangs up after its 400.
            let expected = if junk == "\u{7f}" { 400 } else { 200 };
            let answer = service.send(request).await;
            assert_eq!(answer.status, expected, "{name}: {junk:.20}");
        }
    }
}

#[tokio::test]
async fn a_path_that_is_not_utf_8_is_refused() {
    let service = service();
    assert_eq!(service.get("/plain/%C3%A9%2F").await.body, "é/".as_bytes());
    for target in ["/plain/%ff", "/plain/%", "/plain/%zz", "/foreign/%ff"] {
        service.get(target).await.problem(400, "malformed_path");
    }
}

#[tokio::test]
async fn a_head_larger_than_actix_takes_is_refused_and_the_connection_closed() {
    let service = service();
    for head in [
        format!(
            "GET /plain/{} HTTP/1.1\r\nhost: test\r\n\r\n",
            "x".repeat(140_000)
        ),
        format!(
            "GET /plain/a HTTP/1.1\r\nhost: test\r\nx: {}\r\n\r\n",
            "x".repeat(140_000)
        ),
        format!(
            "GET /plain/a HTTP/1.1\r\nhost: test\r\n{}\r\n",
            "x: y\r\n".repeat(100)
        ),
    ] {
        let mut connection = service.connect().await;
        // The service may hang up while it is still being written to.
        let _ = connection.write(head.as_bytes()).await;
        assert!(refused_by_actix(connection).await, "{head:.30}");
    }
    assert_eq!(service.get("/plain/a").await.body, b"a");
}

/// Whether the answer, where one comes before the end, is a refusal, and the connection ends.
async fn refused_by_actix(mut connection: Connection) -> bool {
    match connection.try_answer().await {
        Some(answer) => (400..500).contains(&answer.status) && connection.is_closed().await,
        None => true,
    }
}
