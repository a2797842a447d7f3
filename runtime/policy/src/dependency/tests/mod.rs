//! What dependencies promise, what they cannot, and that it is read as it was written.

mod refused;
mod rules;

use super::*;
use crate::PolicyError;

fn spec(options: &[(&str, &str)]) -> Result<DependencySpec, PolicyError> {
    let mut spec = DependencySpec::new("stock");
    for (key, value) in options {
        spec.promise(key, value)?;
    }
    Ok(spec)
}

fn millis(options: &[(&str, &str)], of: fn(&DependencySpec) -> Duration) -> u64 {
    of(&spec(options).unwrap()).as_millis()
}

#[test]
fn nothing_said_is_every_default() {
    let spec = spec(&[]).unwrap();
    assert_eq!(spec, DependencySpec::new("stock"));
    assert_eq!(spec.written(), "stock\n");
    assert_eq!(
        (spec.guard(), spec.timeout.to_string()),
        ("stock", "10s".to_owned())
    );
    // It may have been done: it is not done again.
    assert_eq!((spec.attempts(), spec.attempt_timeout()), (1, spec.timeout));
    assert_eq!(spec.backoff_sum(), Duration::ZERO);
    let breaker: BreakerPolicy = "50%/30s min:20 open:5s max:60s probes:5".parse().unwrap();
    assert_eq!(spec.breaker(), Some(breaker));
    assert_eq!(spec.bulkhead(), "100".parse().ok());
    assert_eq!(spec.hedge, None);
}

#[test]
fn what_is_repeatable_is_attempted_three_times() {
    let options = &[("idempotent", "")][..];
    assert_eq!(spec(options).unwrap().attempts(), 3);
    assert_eq!(millis(options, DependencySpec::base), 1_000);
    assert_eq!(millis(options, DependencySpec::longest_wait), 30_000);
    assert_eq!(millis(options, DependencySpec::backoff_sum), 1_000 + 2_000);
    assert_eq!(millis(options, DependencySpec::attempt_timeout), 7_000 / 3);
    let none = &[("idempotent", ""), ("retry", "none because:it is slow")];
    assert_eq!(spec(none).unwrap().attempts(), 1);
    assert_eq!(millis(none, DependencySpec::attempt_timeout), 10_000);
}

#[test]
fn what_is_said_holds() {
    let options = &[
        ("guard", "warehouse"),
        ("timeout", "2s"),
        ("attempt", "500ms"),
        ("retry", "3 base:100ms max:150ms"),
        ("idempotent", ""),
        ("breaker", "25%/10s min:3 open:2m slow:400ms"),
        ("concurrency", "2 wait:50ms"),
        ("hedge", "p95"),
    ];
    let spec = spec(options).unwrap();
    assert_eq!(spec.guard(), "warehouse");
    assert_eq!(spec.attempt_timeout().as_millis(), 500);
    assert_eq!(
        [1, 2, 3].map(|retry| spec.backoff(retry).as_millis()),
        [100, 150, 150]
    );
    assert_eq!(spec.backoff_sum().as_millis(), 250);
    let breaker = spec.breaker().unwrap();
    assert_eq!(
        (breaker.min, breaker.max_open),
        (3, Duration::from_secs(120))
    );
    assert_eq!(spec.hedge, Some(Hedge::Percentile(95)));
    assert_eq!(check_dependency(&spec), []);
}

#[test]
fn what_is_unsaid_gives_way_to_what_is_said() {
    // Fewer probes than are let in, and than calls go on at once.
    let probes = |breaker, concurrency| {
        let options = &[("breaker", breaker), ("concurrency", concurrency)];
        spec(options).unwrap().breaker().unwrap().probes
    };
    assert_eq!(probes("50%/30s", "2"), 2);
    assert_eq!(probes("50%/30s min:3", "100"), 3);
    assert_eq!(probes("50%/30s", "none because:its pool has a bound"), 5);
    // A window in which two attempts end.
    let window = |timeout| {
        spec(&[("timeout", timeout)])
            .unwrap()
            .breaker()
            .unwrap()
            .window
    };
    assert_eq!(window("15s"), Duration::from_secs(30));
    assert_eq!(window("1m"), Duration::from_secs(120));
    // Waits for which the attempts leave time.
    let said = &[("timeout", "2s"), ("attempt", "600ms"), ("idempotent", "")];
    assert_eq!(millis(said, DependencySpec::base), 100);
    assert_eq!(millis(said, DependencySpec::longest_wait), 100);
    let said = &[
        ("attempt", "2334ms"),
        ("idempotent", ""),
        ("retry", "3 max:1999ms"),
    ];
    assert_eq!(millis(said, DependencySpec::base), 500);
    assert_eq!(check_dependency(&spec(said).unwrap()), []);
    // A retry at once would meet what the attempt before it met.
    let said = &[("timeout", "8ms"), ("idempotent", "")];
    assert_eq!(millis(said, DependencySpec::base), 1);
    let said = &[("idempotent", ""), ("retry", "10")];
    assert_eq!(millis(said, DependencySpec::base), 555);
    assert!(millis(said, DependencySpec::backoff_sum) <= 5_000);
}

#[test]
fn what_is_done_without_has_a_reason() {
    for option in ["retry", "breaker", "concurrency"] {
        let spec = spec(&[(option, "none because:it is here \\ and\nnow")]).unwrap();
        assert_eq!(
            spec.written(),
            format!("stock\n{option} none because:it is here \\\\ and\\nnow\n")
        );
        assert_eq!(DependencySpec::read(&spec.written()), Ok(spec));
    }
    let without = spec(&[
        ("breaker", "none because:x"),
        ("concurrency", "none because:x"),
    ]);
    let without = without.unwrap();
    assert_eq!((without.breaker(), without.bulkhead()), (None, None));
}

#[test]
fn what_is_written_is_read() {
    for text in [
        "a\n",
        "a\nguard b\ntimeout 2s\nattempt 500ms\nidempotent\nretry 3 base:100ms max:2s\nbreaker 50%/30s open:1s max:2s probes:1 slow:1s\nconcurrency 32 wait:50ms\nhedge p95\n",
    ] {
        assert_eq!(DependencySpec::read(text).unwrap().written(), text);
    }
    for text in [
        "a\ntimeouts 5s\n",
        "a\ntimeout\n",
        "a\nretry many\n",
        "a\nhedge p5\n",
    ] {
        assert!(DependencySpec::read(text).is_err(), "{text}");
    }
}

#[test]
fn a_share_is_reached_and_not_passed() {
    let share = |text: &str| text.parse::<Share>().unwrap();
    assert!(share("50%").is_reached(10, 20));
    assert!(!share("50%").is_reached(9, 20));
    assert!(share("0.1%").is_reached(1, 1_000) && !share("0.1%").is_reached(1, 1_001));
    assert!(share("100%").is_reached(u64::MAX, u64::MAX));
    assert!(!share("0.1%").is_reached(0, 0));
}
