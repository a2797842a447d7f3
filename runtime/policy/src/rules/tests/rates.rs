//! Which rates go together.

use super::*;

#[test]
fn one_window_of_one_key_has_one_rate() {
    let rule = ["a_rate_is_said_once"];
    assert_eq!(broken(&rated(&["10/min", "5/min"])), rule);
    assert_eq!(broken(&rated(&["10/min", "1/s", "5/60s"]))[0], rule[0]);
    assert!(broken(&rated(&["10/min", "5/min per:global"])).is_empty());
    assert!(broken(&rated(&["5/min per:header(a)", "5/min per:header(b)"])).is_empty());
    // A stricter rate is tried out beside the one that holds.
    assert!(broken(&rated(&["10/min", "5/min mode:shadow"])).is_empty());
}

#[test]
fn a_rate_that_never_binds_is_refused() {
    let rule = ["every_rate_can_bind"];
    assert_eq!(broken(&rated(&["10/min", "1000/h"])), rule);
    assert_eq!(broken(&rated(&["1000/h", "10/min"])), rule);
    assert_eq!(broken(&rated(&["10/min", "600/h burst:10"])), rule);
    // Ten a minute, at a cost of two, are five a minute.
    assert_eq!(broken(&rated(&["10/min cost:2", "310/h burst:5"])), rule);
    for rates in [
        ["10/min", "100/h"],
        ["10/min burst:100", "1000/h burst:10"],
        ["10/min per:global", "1000/h"],
        ["10/min mode:shadow", "1000/h"],
        ["10/min", "1000/h on-outage:deny"],
    ] {
        assert!(broken(&rated(&rates)).is_empty(), "{rates:?}");
    }
}

#[test]
fn callers_are_counted_where_they_are_known() {
    let rule = ["callers_are_counted_where_they_are_known"];
    let rates = |access: &str, rate: &str| open_to(access, rated(&[rate]));
    assert_eq!(broken(&rates("public", "5/s per:principal")), rule);
    assert_eq!(broken(&rates("public", "5/s per:tenant")), rule);
    assert_eq!(
        help(&rates("public", "5/s per:tenant burst:9")),
        "write `rate = \"5/s burst:9\"`, or `auth` in place of `public`"
    );
    assert!(broken(&rates("public", "5/s per:global")).is_empty());
    for access in ["unstated", "principal", "orders:read"] {
        assert!(broken(&rates(access, "5/s per:principal")).is_empty());
    }
}
