//! What must end in time, and on which day.

use super::*;

#[test]
fn waiting_leaves_time_to_run() {
    let waits = |concurrency: &str, timeout: &str| EndpointSpec {
        concurrency: Some(concurrency.parse().unwrap()),
        timeout: timeout.parse().unwrap(),
        ..with(GET)
    };
    let rule = ["waiting_ends_before_the_timeout"];
    assert_eq!(broken(&waits("1 queue:1 wait:5s", "5s")), rule);
    assert_eq!(
        help(&waits("1 queue:1 wait:5s", "5s")),
        "write `concurrency = \"1 queue:1 wait:200ms\"`, or a longer `timeout`"
    );
    assert_eq!(
        help(&waits("1 queue:1 wait:5s", "1ms")),
        "write a longer `timeout`"
    );
    assert!(broken(&waits("1 queue:1 wait:4999ms", "5s")).is_empty());
    assert!(broken(&waits("1", "1ms")).is_empty());
    assert!(broken(&waits("1 queue:1 wait:5s", "none because:so")).is_empty());
}

#[test]
fn an_objective_lies_within_the_timeout() {
    let aims = |slo: &str, timeout: &str| EndpointSpec {
        slo: Some(slo.parse().unwrap()),
        timeout: timeout.parse().unwrap(),
        ..with(GET)
    };
    assert_eq!(
        broken(&aims("99.9% under:6s", "5s")),
        ["an_objective_lies_within_the_timeout"]
    );
    assert_eq!(
        help(&aims("99.9% under:6s", "5s")),
        "write `slo = \"99.9% under:5s\"` or less, or a longer `timeout`"
    );
    assert!(broken(&aims("99.9% under:5s", "5s")).is_empty());
    assert!(broken(&aims("99.9%", "5s")).is_empty());
    assert!(broken(&aims("99.9% under:6s", "none because:so")).is_empty());
}

#[test]
fn a_sunset_follows_the_deprecation() {
    let ends = |deprecated: Option<&str>, sunset: &str| EndpointSpec {
        deprecated: deprecated.map(|text| text.parse().unwrap()),
        sunset: Some(sunset.parse().unwrap()),
        ..with(GET)
    };
    let rule = ["a_sunset_follows_the_deprecation"];
    assert_eq!(broken(&ends(Some("2026-06-01"), "2026-05-31")), rule);
    assert_eq!(broken(&ends(Some("2026-06-01"), "2026-06-01")), rule);
    assert!(broken(&ends(Some("2026-06-01"), "2026-06-02")).is_empty());
    assert!(broken(&ends(None, "2026-05-31")).is_empty());
}
