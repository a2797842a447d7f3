//! Any bytes at all.

use super::*;

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
