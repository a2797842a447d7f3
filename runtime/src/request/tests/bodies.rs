//! Bodies: what is read, what is refused, and in which order.

use super::*;

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
