//! What the scan finds in documents, and that none makes it fall over.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::error::Problem;

fn refusal(document: &[u8]) -> Option<Problem> {
    let mut report = Report::default();
    let text = scan(document, &mut report);
    assert_eq!(text.is_none(), !report.is_empty());
    report.into_problem()
}

fn code(document: &[u8]) -> String {
    refusal(document).map_or_else(|| "fine".to_owned(), |problem| problem.code.into_owned())
}

#[test]
fn what_is_not_one_json_value_in_utf_8_is_malformed() {
    for document in [
        &b"{"[..],
        b"",
        b"  ",
        b"{} {}",
        b"{},",
        b"{'a':1}",
        b"{\"a\":1,}",
        b"[1,]",
        b"01",
        b"nul",
        b"\"\xff\"",
        b"\xef\xbb\xbf{}",
        b"\"\\ud800\"",
        b"\"a\nb\"",
        b"1e999",
        b"NaN",
        b"/**/{}",
    ] {
        assert_eq!(code(document), "malformed_json", "{document:?}");
    }
}

#[test]
fn duplicate_keys_are_all_found_at_any_depth() {
    let document = br#"{"a":1,"b":[{"c":1,"c":2},{"d":{"e~/":1,"e~\/":2}}],"a":{"x":0,"x":0}}"#;
    let problem = refusal(document).unwrap();
    let pointers: Vec<_> = problem.errors.iter().map(|e| e.pointer.as_str()).collect();
    assert_eq!(problem.code, "duplicate_key");
    assert_eq!(pointers, ["#/b/0/c", "#/b/1/d/e~0~1", "#/a", "#/a/x"]);
}

#[test]
fn duplicates_are_found_among_many_keys_and_behind_escapes() {
    let keys: Vec<_> = (0..100).map(|n| format!("\"k{n}\":{n}")).collect();
    let fine = format!("{{{}}}", keys.join(","));
    assert_eq!(code(fine.as_bytes()), "fine");
    let twice = format!("{{{},\"k99\":0}}", keys.join(","));
    assert_eq!(code(twice.as_bytes()), "duplicate_key");
    let first = format!("{{{},\"k0\":0}}", keys.join(","));
    assert_eq!(code(first.as_bytes()), "duplicate_key");
    assert_eq!(code(br#"{"a":1,"\u0061":2}"#), "duplicate_key");
    assert_eq!(code(br#"{"":1,"":2}"#), "duplicate_key");
}

#[test]
fn duplicates_without_end_are_counted_and_not_kept() {
    let document = format!("{{\"a\":0{}}}", ",\"a\":0".repeat(LISTED + 5));
    let problem = refusal(document.as_bytes()).unwrap();
    // All of them are at one place, which is told once.
    assert_eq!(problem.errors.len(), 1);
    assert!(problem.detail.unwrap().ends_with("5 more are not listed"));
}

#[test]
fn thirty_two_levels_pass_and_one_more_does_not() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| {
            let core = if open == "[" { "" } else { "0" };
            format!("{}{core}{}", open.repeat(depth), close.repeat(depth))
        };
        assert_eq!(code(nested(DEPTH).as_bytes()), "fine");
        assert_eq!(code(nested(DEPTH + 1).as_bytes()), "too_deep");
        assert_eq!(code(nested(5000).as_bytes()), "too_deep");
    }
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::btree_map(".{0,4}", inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_passes(value in document()) {
        let text = value.to_string();
        prop_assert_eq!(code(text.as_bytes()), "fine");
    }

    #[test]
    fn the_scan_agrees_with_serde_json_on_damaged_documents(
        value in document(),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let code = code(&bytes);
        if code != "duplicate_key" && code != "too_deep" {
            let valid = serde_json::from_slice::<Value>(&bytes).is_ok();
            prop_assert_eq!(code == "fine", valid);
        }
    }

    #[test]
    fn no_bytes_at_all_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let _ = code(&bytes);
    }
}
