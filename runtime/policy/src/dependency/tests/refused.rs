//! Each option's value that cannot be read, and what is said of it.

use super::spec;

fn help(option: &str, value: &str) -> String {
    match spec(&[(option, value)]) {
        Ok(_) => panic!("`{option} = {value}` is read"),
        Err(error) => error.help.unwrap(),
    }
}

#[track_caller]
fn are_refused(option: &str, values: &[(&str, &str)]) {
    for (value, expected) in values {
        assert_eq!(help(option, value), *expected, "{value}");
    }
}

#[test]
fn a_guard_without_a_name() {
    are_refused(
        "guard",
        &[
            ("a b", "write `a-b`"),
            ("a/b", "write `a-b`"),
            ("ä", "write `inventory`"),
            ("", "write `inventory`"),
        ],
    );
    assert_eq!(
        help("guard", &"a".repeat(65)),
        format!("write `{}`", "a".repeat(64))
    );
}

#[test]
fn a_timeout_without_time_or_end() {
    are_refused(
        "timeout",
        &[
            ("2", "write `2s`"),
            ("0s", "write `2s`"),
            ("25h", "write `24h` or less"),
            ("none", "write `24h` or less"),
            ("none because:it streams", "write `24h` or less"),
            ("", "write `2s`"),
            ("2s 3s", "write `2s`"),
        ],
    );
    are_refused(
        "attempt",
        &[
            ("0ms", "write `500ms`"),
            ("500", "write `500ms`"),
            ("1d", "write `24h`"),
        ],
    );
}

#[test]
fn a_retry_that_is_none() {
    let two = "write `3`, or `none because:` and the reason not to retry";
    are_refused(
        "retry",
        &[
            ("1", two),
            ("0", two),
            ("101", "write `100` or less"),
            ("three", "write `3`"),
            ("base:100ms", "begin with it, such as `3 base:100ms`"),
            ("3 base:0s", "write `base:100ms`"),
            ("3 base:100", "write `base:100ms`"),
            ("3 base=100ms", "write `base:100ms`"),
            ("3 mx:1s", "write `max:1s`"),
            ("3,base:1s", "write `3 base:1s`"),
            (
                "none",
                "write `none because:it is asked again a second later`",
            ),
            ("", "write `3`"),
        ],
    );
}

#[test]
fn a_breaker_that_cannot_open_or_close() {
    are_refused(
        "breaker",
        &[
            ("50%", "write `50%/30s`"),
            ("50", "write `50%/30s`"),
            ("50/30s", "write `50%/30s`"),
            ("50%/30", "write `50%/30s`"),
            ("50%/10ms", "write `50%/30s`"),
            ("0%/30s", "write `50%/30s`"),
            ("101%/10s", "write `50%/10s`"),
            ("12,5%/30s", "write `12.5%/30s`"),
            ("12.55%/30s", "write `12.5%/30s`"),
            ("half/30s", "write `50%/30s`"),
            ("min:20", "begin with both, such as `50%/30s`"),
            ("50%/30s min:0", "write `min:20`"),
            ("50%/30s probes:0", "write `probes:5`"),
            ("50%/30s probes:many", "write `probes:5`"),
            ("50%/30s open:5", "write `open:5s`"),
            ("50%/30s slow:500", "write `slow:500ms`"),
            ("50%/30s open:0s", "write `open:5s`"),
            ("50%/30s max:0s", "write `max:60s`"),
            ("50%/30s slow:0s", "write `slow:1s`"),
            ("50%/30s,min:20", "write `50%/30s min:20`"),
            (
                "50%/30s half_open:5",
                "remove it, or write one of these, such as `min:20`",
            ),
            ("none", "write `none because:it runs on this machine`"),
            ("", "write `50%/30s`"),
        ],
    );
}

#[test]
fn a_bulkhead_that_lets_nobody_call_and_a_hedge_beside_every_attempt() {
    are_refused(
        "concurrency",
        &[
            ("0", "write `32`"),
            ("32 wait:0s", "write `wait:50ms`"),
            ("32 wait:50", "write `wait:50ms`"),
            (
                "32 queue:5",
                "remove it, or write one of these, such as `wait:50ms`",
            ),
            ("none", "write `none because:its pool has a bound`"),
        ],
    );
    are_refused(
        "hedge",
        &[
            ("p49", "write `p95`"),
            ("p100", "write `p99`"),
            ("p99.9", "write `p99`"),
            ("p1000", "write `p99`"),
            ("pp", "write `p95`"),
            ("p", "write `p95`"),
            ("P95", "write `p95`"),
            ("95", "write `p95`, or a duration"),
            ("95%", "write `p95`, or a duration"),
            ("0s", "write `p95`"),
            ("200", "write `200ms`"),
            ("slow", "write `p95`, or a duration"),
        ],
    );
}
