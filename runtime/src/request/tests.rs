//! What a request struct takes and refuses, at the extractor.

use std::collections::HashMap;

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING};
use actix_web::test::{self, TestRequest};
use actix_web::{App, FromRequest, web};
use hardpoint::ApiRequest;
use proptest::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::Body;
use crate::error::Problem;

#[derive(Debug, PartialEq, ApiRequest)]
struct CreateOrder {
    #[garde(length(min = 1, max = 64))]
    sku: String,
    #[garde(range(min = 1, max = 100))]
    quantity: u32,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[serde(rename_all = "camelCase")]
struct Everything {
    #[api(path)]
    order_id: Uuid,
    #[api(query)]
    #[garde(range(max = 100))]
    page_size: Option<u8>,
    #[api(query = "tag")]
    #[garde(length(max = 3), inner(length(max = 8)))]
    #[api(default)]
    tags: Vec<String>,
    #[api(header = "X-Tenant")]
    #[garde(length(max = 16))]
    tenant: String,
    #[api(header, default = 7)]
    x_level: u8,
    #[garde(length(max = 4), dive)]
    line_items: Vec<Line>,
    #[serde(default, alias = "remark")]
    #[garde(length(max = 10))]
    note: Option<String>,
    #[serde(with = "hex")]
    colour: u32,
    #[serde(skip)]
    #[garde(skip)]
    seen: bool,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[serde(rename_all = "kebab-case")]
struct Line {
    #[garde(range(min = 1))]
    unit_price: u32,
    #[garde(length(max = 2), dive)]
    #[serde(default)]
    part_list: Option<Vec<Line>>,
    #[serde(default)]
    size: Option<Size>,
    #[garde(length(max = 2))]
    #[api(keys = 4)]
    #[serde(default)]
    by_name: HashMap<String, u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, ApiRequest)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, ApiRequest)]
#[api(query)]
struct Page {
    #[api(default = 20)]
    #[garde(range(min = 1, max = 100))]
    limit: u8,
    size: Option<Size>,
    #[garde(length(max = 8))]
    #[serde(default = "anything")]
    text: String,
}

fn anything() -> String {
    "anything".to_owned()
}

mod hex {
    use serde::de::{Deserialize, Deserializer, Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = String::deserialize(deserializer)?;
        u32::from_str_radix(&text, 16).map_err(|_| D::Error::custom("expected a colour"))
    }
}

const ID: &str = "018f4f2e-9c2a-7000-8000-000000000000";

fn json(body: impl Into<String>) -> TestRequest {
    TestRequest::post()
        .insert_header(("content-type", "application/json"))
        .set_payload(body.into())
}

fn everything(body: &str) -> TestRequest {
    json(body)
        .uri("/?pageSize=5&tag=a&tag=b")
        .param("orderId", ID)
        .insert_header(("x-tenant", "acme"))
}

async fn read<T>(request: TestRequest) -> Result<T, Problem>
where
    T: FromRequest<Error = Problem>,
{
    let (request, mut payload) = request.to_http_parts();
    T::from_request(&request, &mut payload).await
}

async fn refused<T>(request: TestRequest) -> (u16, String, Vec<(String, String)>)
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    let problem = read::<T>(request).await.unwrap_err();
    let errors = problem.errors.into_iter();
    let errors = errors.map(|e| (e.pointer, format!("{}: {}", e.code, e.detail)));
    (
        problem.status.as_u16(),
        problem.code.into_owned(),
        errors.collect(),
    )
}

/// What is refused, as `status code`, and then `pointer code: detail` a line.
async fn said<T>(request: TestRequest) -> Vec<String>
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    let (status, code, errors) = refused::<T>(request).await;
    let mut said = vec![format!("{status} {code}")];
    said.extend(errors.into_iter().map(|(at, what)| format!("{at} {what}")));
    said
}

async fn code<T>(request: TestRequest) -> String
where
    T: FromRequest<Error = Problem> + std::fmt::Debug,
{
    said::<T>(request).await.remove(0)
}

#[actix_web::test]
async fn a_body_becomes_a_struct() {
    let order: CreateOrder = read(json(r#"{"sku":"a","quantity":3}"#)).await.unwrap();
    assert_eq!(order.sku, "a");
    assert_eq!(order.quantity, 3);
}

#[actix_web::test]
async fn all_four_places_become_one_struct() {
    let body = r#"{"lineItems":[{"unit-price":1,"part-list":[{"unit-price":2}],"size":"large"}],
        "remark":"hi","colour":"ff"}"#;
    let all: Everything = read(everything(body)).await.unwrap();
    assert_eq!(all.order_id, Uuid::parse_str(ID).unwrap());
    assert_eq!(all.page_size, Some(5));
    assert_eq!(all.tags, ["a", "b"]);
    assert_eq!(all.tenant, "acme");
    assert_eq!(all.x_level, 7);
    assert_eq!(all.line_items[0].size, Some(Size::Large));
    let parts = all.line_items[0].part_list.as_ref().unwrap();
    assert_eq!(parts[0].unit_price, 2);
    assert_eq!(all.note.as_deref(), Some("hi"));
    assert_eq!(all.colour, 255);
    assert!(!all.seen);
}

#[actix_web::test]
async fn unknown_fields_are_listed_at_every_depth_and_in_every_place() {
    let body = r#"{"a/b":1,"lineItems":[{"unit-price":1},
        {"unit_price":1,"x":{"y":1},"part-list":[{"unit-price":1,"é":0}]}],"colour":"ff"}"#;
    let request = everything(body).uri("/?tag=a&page_size=1&zzz");
    assert_eq!(
        said::<Everything>(request).await,
        [
            "422 unknown_field",
            "query/page_size unknown_field: this field is not known here",
            "query/zzz unknown_field: this field is not known here",
            "#/a~1b unknown_field: this field is not known here",
            "#/lineItems/1/unit_price unknown_field: this field is not known here",
            "#/lineItems/1/x unknown_field: this field is not known here",
            "#/lineItems/1/part-list/0/%C3%A9 unknown_field: this field is not known here",
        ]
    );
}

#[actix_web::test]
async fn missing_and_mistyped_fields_are_listed_together_by_their_wire_names() {
    let body = r#"{"lineItems":[{},{"unit-price":-1,"size":"huge","part-list":{}},[1]],
        "note":5,"colour":"zz"}"#;
    let request = json(body)
        .uri("/?pageSize=x")
        .param("orderId", "7")
        .insert_header(("x-level", "300"));
    let said = said::<Everything>(request).await;
    assert_eq!(
        said,
        [
            "422 invalid_field",
            "path/orderId type: expected a UUID",
            "query/pageSize type: expected a whole number from 0 to 255",
            "header/x-tenant missing: this field is required",
            "header/x-level type: expected a whole number from 0 to 255",
            "#/lineItems/0/unit-price missing: this field is required",
            "#/lineItems/1/unit-price type: expected a whole number from 0 to 4294967295",
            "#/lineItems/1/part-list type: expected a list",
            "#/lineItems/1/size type: expected one of `small`, `large`",
            "#/lineItems/2 type: expected an object",
            "#/note type: expected a string",
            "#/colour type: expected a colour",
        ]
    );
}

#[actix_web::test]
async fn violated_rules_are_listed_together_by_their_wire_names() {
    let body = r#"{"lineItems":[{"unit-price":0,"by-name":{"a":1,"b":2,"c":3}},
        {"unit-price":1,"part-list":[{"unit-price":0}],"by-name":{"too long":1}}],
        "note":"01234567890","colour":"ff"}"#;
    let request = everything(body)
        .uri("/?pageSize=101&tag=a&tag=123456789")
        .insert_header(("x-tenant", "01234567890123456"));
    let mut said = said::<Everything>(request).await;
    said[1..].sort();
    assert_eq!(
        said,
        [
            "422 validation_failed",
            "#/lineItems/0/by-name too_long: must have a length of at most 2",
            "#/lineItems/0/unit-price too_small: must be at least 1",
            "#/lineItems/1/by-name invalid: must have keys of at most 4 bytes",
            "#/lineItems/1/part-list/0/unit-price too_small: must be at least 1",
            "#/note too_long: must have a length of at most 10",
            "header/x-tenant too_long: must have a length of at most 16",
            "query/pageSize too_large: must be at most 100",
            "query/tag/1 too_long: must have a length of at most 8",
        ]
    );
}

#[actix_web::test]
async fn what_cannot_be_read_is_400_and_comes_before_what_is_not_acceptable() {
    for (body, expected) in [
        (
            &br#"{"sku":"a","quantity":0,"x":1"#[..],
            "400 malformed_json",
        ),
        (br#"{"sku":"a","quantity":1} x"#, "400 malformed_json"),
        (b"{\"sku\":\"\xff\"}", "400 malformed_json"),
        (
            b"\xef\xbb\xbf{\"sku\":\"a\",\"quantity\":1}",
            "400 malformed_json",
        ),
        (br#"{"sku":"a","sku":"b","x":1}"#, "400 duplicate_key"),
        (
            br#"{"sku":"a","quantity":1,"x":{"y":1,"y":2}}"#,
            "400 duplicate_key",
        ),
        (b"", "400 missing_body"),
        (b"[\"a\",1]", "422 invalid_field"),
        (b"null", "422 invalid_field"),
        (b"{}", "422 invalid_field"),
    ] {
        let request = json("").set_payload(body);
        assert_eq!(code::<CreateOrder>(request).await, expected, "{body:?}");
    }
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(32), "]".repeat(32));
    assert_eq!(code::<CreateOrder>(json(deep)).await, "400 too_deep");
    let problem = read::<CreateOrder>(json("{\n!")).await.unwrap_err();
    let detail = problem.detail.unwrap();
    assert_eq!(
        detail,
        "the body is not JSON: key must be a string at line 2 column 1"
    );
}

#[actix_web::test]
async fn a_field_given_under_its_name_and_its_alias_is_a_duplicate() {
    let body = r#"{"lineItems":[],"note":"a","remark":"b","colour":"ff"}"#;
    assert_eq!(
        said::<Everything>(everything(body)).await,
        [
            "400 duplicate_key",
            "#/remark duplicate_key: this field is given more than once"
        ]
    );
}

#[actix_web::test]
async fn a_struct_is_an_object_and_never_a_list() {
    let body = r#"{"lineItems":[[1,null,null,{}]],"colour":"ff"}"#;
    assert_eq!(
        said::<Everything>(everything(body)).await,
        [
            "422 invalid_field",
            "#/lineItems/0 type: expected an object"
        ]
    );
}

#[actix_web::test]
async fn only_json_in_utf_8_is_taken() {
    let body = r#"{"sku":"a","quantity":3}"#;
    for fine in [
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
        "application/merge-patch+json",
        "application/json; profile=x",
    ] {
        let request = json(body).insert_header(("content-type", fine));
        assert!(read::<CreateOrder>(request).await.is_ok(), "{fine}");
    }
    for wrong in [
        "text/plain",
        "text/json",
        "application/json; charset=latin1",
        "application/jsonp",
        "application/xml",
        "image/x+json",
        "json",
        "",
    ] {
        let request = json(body).insert_header(("content-type", wrong));
        let problem = read::<CreateOrder>(request).await.unwrap_err();
        assert_eq!(problem.status.as_u16(), 415, "{wrong}");
        assert_eq!(problem.code, "unsupported_media_type");
        assert_eq!(problem.headers[0].0, ACCEPT);
    }
    let twice = json(body).append_header(("content-type", "application/json"));
    assert_eq!(
        code::<CreateOrder>(twice).await,
        "415 unsupported_media_type"
    );
    let none = TestRequest::post().set_payload(body);
    assert_eq!(
        code::<CreateOrder>(none).await,
        "415 unsupported_media_type"
    );
}

#[actix_web::test]
async fn without_a_pipeline_a_body_is_read_up_to_64_kib_and_never_decoded() {
    let large = format!("\"{}\"", "x".repeat(64 * 1024));
    assert_eq!(
        code::<CreateOrder>(json(large)).await,
        "413 payload_too_large"
    );
    let declared = json("{}").insert_header(("content-length", "65537"));
    assert_eq!(code::<CreateOrder>(declared).await, "413 payload_too_large");
    let encoded = json("{}").insert_header(("content-encoding", "gzip"));
    let problem = read::<CreateOrder>(encoded).await.unwrap_err();
    assert_eq!(problem.status.as_u16(), 415);
    assert_eq!(problem.headers[0].0, ACCEPT_ENCODING);
}

#[actix_web::test]
async fn the_body_that_the_pipeline_has_read_is_taken() {
    use actix_web::HttpMessage as _;
    let (request, mut payload) = json("not this").to_http_parts();
    let body = Body(bytes::Bytes::from_static(br#"{"sku":"a","quantity":3}"#));
    request.extensions_mut().insert(body);
    let order = CreateOrder::from_request(&request, &mut payload).await;
    assert_eq!(order.unwrap().quantity, 3);
}

#[derive(Debug, PartialEq, ApiRequest)]
struct AllOptional {
    a: Option<u8>,
    #[serde(default)]
    b: bool,
}

#[actix_web::test]
async fn a_body_may_be_absent_where_all_of_its_fields_may() {
    let none = read::<AllOptional>(TestRequest::post()).await.unwrap();
    assert_eq!(none, AllOptional { a: None, b: false });
    let null: AllOptional = read(json(r#"{"a":null}"#)).await.unwrap();
    assert_eq!(null.a, None);
    assert_eq!(code::<AllOptional>(json("null")).await, "422 invalid_field");
}

#[actix_web::test]
async fn a_query_is_read_strictly() {
    let read = |uri: &str| read::<Page>(TestRequest::get().uri(uri));
    let page = read("/?limit=5&size=small&text=%C3%A9+x").await.unwrap();
    assert_eq!(
        page,
        Page {
            limit: 5,
            size: Some(Size::Small),
            text: "é x".to_owned()
        }
    );
    let page = read("/").await.unwrap();
    assert_eq!((page.limit, page.size, &*page.text), (20, None, "anything"));
    let said = |uri: &str| said::<Page>(TestRequest::get().uri(uri));
    assert_eq!(said("/?text=%FF").await, ["400 malformed_query"]);
    assert_eq!(said("/?text=%4&a=1").await, ["400 malformed_query"]);
    assert_eq!(
        said("/?limit=1&limit=1&nope=1").await,
        [
            "400 duplicate_key",
            "query/limit duplicate_key: this field is given more than once"
        ]
    );
    assert_eq!(
        said("/?limit=0x1&size=SMALL").await,
        [
            "422 invalid_field",
            "query/limit type: expected a whole number from 0 to 255",
            "query/size type: expected one of `small`, `large`",
        ]
    );
    assert_eq!(
        said("/?limit=0&text=123456789").await,
        [
            "422 validation_failed",
            "query/limit too_small: must be at least 1",
            "query/text too_long: must have a length of at most 8",
        ]
    );
}

#[derive(Debug, ApiRequest)]
struct Tenant {
    #[api(header = "x-tenant")]
    #[garde(length(max = 16))]
    tenant: String,
    #[api(header = "x-flag")]
    #[garde(length(max = 4))]
    #[api(default)]
    flags: Vec<u8>,
}

#[actix_web::test]
async fn headers_are_read_strictly() {
    let with = |value: &'static [u8]| {
        let value = actix_web::http::header::HeaderValue::from_bytes(value).unwrap();
        TestRequest::get().insert_header(("x-tenant", value))
    };
    let flags = with(b"acme")
        .append_header(("x-flag", "1"))
        .append_header(("x-flag", "2"));
    assert_eq!(read::<Tenant>(flags).await.unwrap().flags, [1, 2]);
    assert_eq!(
        said::<Tenant>(with(b"a").append_header(("x-tenant", "b"))).await,
        [
            "400 duplicate_key",
            "header/x-tenant duplicate_key: this field is given more than once"
        ]
    );
    assert_eq!(
        said::<Tenant>(with(b"\xc3\xa9")).await,
        [
            "400 malformed_header",
            "header/x-tenant malformed: this value cannot be read"
        ]
    );
    assert_eq!(
        said::<Tenant>(TestRequest::get()).await,
        [
            "422 invalid_field",
            "header/x-tenant missing: this field is required"
        ]
    );
}

#[derive(Debug, ApiRequest)]
#[api(path)]
struct ById {
    #[garde(length(max = 16))]
    name: String,
    id: u8,
}

async fn by_id(target: ById) -> String {
    format!("{} {}", target.name, target.id)
}

#[actix_web::test]
async fn captures_are_decoded_once_and_read_strictly() {
    let app = App::new().route("/{name}/{id}", web::get().to(by_id));
    let app = test::init_service(app).await;
    for (path, status, body) in [
        ("/a/7", 200, Some("a 7")),
        ("/a%2Fb%20c%25%2B+/7", 200, Some("a/b c%++ 7")),
        ("/%C3%A9/7", 200, Some("é 7")),
        ("/%EF%BF%BD/7", 200, Some("\u{fffd} 7")),
        ("/%252F/7", 200, Some("%2F 7")),
        ("/%FF/7", 400, None),
        ("/%zz/7", 400, None),
        ("/a/x", 422, None),
        ("/a/256", 422, None),
    ] {
        let response = test::call_service(&app, TestRequest::get().uri(path).to_request()).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        if let Some(body) = body {
            assert_eq!(test::read_body(response).await, body, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_capture_that_the_route_does_not_have_is_the_servers_mistake() {
    let request = TestRequest::get().param("name", "a");
    assert_eq!(code::<ById>(request).await, "500 internal");
}

async fn echo(order: CreateOrder, page: Page) -> String {
    format!("{} {} {}", order.sku, order.quantity, page.limit)
}

#[actix_web::test]
async fn request_structs_are_extractors_beside_each_other() {
    let app = App::new().route("/echo", web::post().to(echo));
    let app = test::init_service(app).await;
    let request = json(r#"{"sku":"a","quantity":3}"#).uri("/echo?limit=4");
    let response = test::call_and_read_body(&app, request.to_request()).await;
    assert_eq!(response, "a 3 4");
    let request = json(r#"{"sku":"","quantity":3}"#).uri("/echo").to_request();
    let response = test::call_service(&app, request).await;
    assert_eq!(response.status().as_u16(), 422);
}

/// A type of the user's own, that says itself bounded, and ignores what it does not know.
#[derive(Debug, Deserialize)]
struct Lenient {
    a: u8,
    nested: Option<Box<Lenient>>,
}

impl crate::Bounded for Lenient {}

#[derive(Debug, ApiRequest)]
struct WithLenient {
    lenient: Lenient,
    #[api(unbounded = "the body's limit is enough")]
    anything: serde_json::Value,
    #[api(unbounded = "the same")]
    pairs: Vec<(String, Lenient)>,
}

#[actix_web::test]
async fn what_a_type_ignores_is_refused_all_the_same() {
    let body = r#"{"lenient":{"a":1,"b":2,"nested":{"a":1,"c":{}}},"anything":{"d":1},
        "pairs":[["x",{"a":1,"e":0}]]}"#;
    let (_, code, errors) = refused::<WithLenient>(json(body)).await;
    let pointers: Vec<_> = errors.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(code, "unknown_field");
    assert_eq!(
        pointers,
        ["#/lenient/b", "#/lenient/nested/c", "#/pairs/0/1/e"]
    );
    let body = r#"{"lenient":{"a":1},"anything":[{"d":1}],"pairs":[["x",{"a":true}]]}"#;
    assert_eq!(
        said::<WithLenient>(json(body)).await,
        [
            "422 invalid_field",
            "#/pairs/0/1/a type: expected a whole number from 0 to 255"
        ]
    );
    let body = r#"{"lenient":{"a":1},"anything":[{"d":1}],"pairs":[]}"#;
    let fine: WithLenient = read(json(body)).await.unwrap();
    assert_eq!(fine.anything[0]["d"], 1);
    assert_eq!(fine.lenient.a, 1);
    assert!(fine.lenient.nested.is_none() && fine.pairs.is_empty());
}

#[derive(Debug, ApiRequest)]
#[serde(default)]
struct DefaultsOfTheWhole {
    #[api(query)]
    a: u8,
    b: u16,
    #[serde(default)]
    c: u32,
}

impl Default for DefaultsOfTheWhole {
    fn default() -> Self {
        Self { a: 1, b: 2, c: 3 }
    }
}

#[actix_web::test]
async fn defaults_are_the_fields_own_before_the_structs() {
    let read: DefaultsOfTheWhole = read(TestRequest::post()).await.unwrap();
    assert_eq!((read.a, read.b, read.c), (1, 2, 0));
}

#[derive(Debug, ApiRequest)]
#[garde(custom(passwords_match))]
struct SignUp {
    #[garde(length(chars, max = 8), ascii)]
    r#type: String,
    #[garde(length(max = 8))]
    password: String,
    #[garde(length(max = 8), matches(password))]
    #[serde(rename = "passwordAgain")]
    password_again: String,
}

fn passwords_match(sign_up: &SignUp, (): &()) -> garde::Result {
    match sign_up.password == sign_up.r#type {
        true => Err(garde::Error::new("the password is the type")),
        false => Ok(()),
    }
}

#[actix_web::test]
async fn rules_of_the_whole_and_of_one_another_name_nothing_of_rusts() {
    let body = r#"{"type":"é","password":"é","passwordAgain":"b"}"#;
    let mut said = said::<SignUp>(json(body)).await;
    said[1..].sort();
    assert_eq!(
        said,
        [
            "422 validation_failed",
            "# invalid: the password is the type",
            "#/passwordAgain mismatch: must equal the field that it repeats",
            "#/type ascii: must be ASCII",
        ]
    );
}

#[test]
fn a_type_says_what_it_takes() {
    const { assert!(CreateOrder::TAKES_BODY && !CreateOrder::TAKES_QUERY) };
    const { assert!(!Page::TAKES_BODY && Page::TAKES_QUERY) };
    const { assert!(Everything::TAKES_BODY && Everything::TAKES_QUERY) };
}

fn block_on<F: Future>(future: F) -> F::Output {
    actix_web::rt::System::new().block_on(future)
}

/// Documents that are nearly right: pieces of one, cut, joined and damaged.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(vec![
        &b"{"[..],
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"lineItems\"",
        b"\"unit-price\"",
        b"\"part-list\"",
        b"\"by-name\"",
        b"\"colour\":\"ff\"",
        b"\"note\":null",
        b"{\"unit-price\":1}",
        b"1",
        b"-0.5e3",
        b"\"\\u00e9\\n\"",
        b"\xff",
    ]);
    prop_oneof![
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
        proptest::collection::vec(any::<u8>(), 0..48),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_at_all_are_a_value_or_refused(body in nearly(), query in "[ -~]{0,24}") {
        let query = query.replace(['#', ' ', '"', '<', '>', '`', '{', '}', '\\', '^', '|'], "%");
        let request = everything("").uri(&format!("/?{query}")).set_payload(body);
        if let Err(problem) = block_on(read::<Everything>(request)) {
            let status = problem.status.as_u16();
            prop_assert!([400, 413, 415, 422].contains(&status), "{status}");
        }
    }

    #[test]
    fn what_is_in_order_is_taken(sku in "[^\u{0}]{1,16}", quantity in 1..=100_u32) {
        let body = serde_json::json!({"sku": sku, "quantity": quantity}).to_string();
        let read: CreateOrder = block_on(read(json(body))).unwrap();
        prop_assert_eq!(read, CreateOrder { sku, quantity });
    }
}
