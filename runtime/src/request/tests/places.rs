//! Queries, headers and captures.

use super::*;

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
