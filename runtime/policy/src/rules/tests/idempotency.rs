//! What goes with `idempotent`.

use super::*;

#[test]
fn an_idempotent_run_ends_and_its_key_outlives_it() {
    let endless = |spec: EndpointSpec| EndpointSpec {
        timeout: "none because:it is long".parse().unwrap(),
        ..spec
    };
    assert_eq!(
        broken(&endless(idempotent("", POST))),
        ["idempotency_needs_an_end"]
    );
    assert!(broken(&endless(idempotent("", GET))).is_empty());
    assert_eq!(
        broken(&idempotent("ttl:29", POST)),
        ["idempotency_outlives_the_timeout"]
    );
    assert_eq!(
        help(&idempotent("ttl:29", POST)),
        "write `ttl:24h`, or `timeout = \"29s\"`"
    );
    assert!(broken(&idempotent("ttl:30", POST)).is_empty());
    assert!(broken(&idempotent("ttl:29", GET)).is_empty());
}

#[test]
fn a_transaction_has_something_to_commit() {
    let rule = ["a_transaction_has_something_to_commit"];
    assert_eq!(broken(&idempotent("tx", GET)), rule);
    assert_eq!(broken(&idempotent("tx optional", &[Method::Query])), rule);
    for methods in [POST, &[], &[Method::Get, Method::Post][..]] {
        assert!(broken(&idempotent("tx", methods)).is_empty());
        // Who sends no key gets the transaction all the same.
        assert!(broken(&idempotent("tx optional", methods)).is_empty());
    }
}

#[test]
fn an_answer_is_shared_when_it_is_committed() {
    let cached = |words: &str| EndpointSpec {
        cache: Some("ttl:60".parse().unwrap()),
        ..idempotent(words, POST)
    };
    assert_eq!(
        broken(&cached("tx")),
        ["an_answer_is_shared_when_it_is_committed"]
    );
    assert!(broken(&cached("")).is_empty());
}
