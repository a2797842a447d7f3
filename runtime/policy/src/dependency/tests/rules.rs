//! Each rule between options: what breaks it, at which option, and what is offered.

use super::{spec, *};

fn broken(options: &[(&str, &str)]) -> Vec<(&'static str, &'static str, String)> {
    let breaches = check_dependency(&spec(options).unwrap()).into_iter();
    breaches
        .map(|breach| (breach.rule, breach.option, breach.help))
        .collect()
}

#[track_caller]
fn breaks(rule: &str, option: &str, help: &str, options: &[(&str, &str)]) {
    let found = broken(options);
    assert_eq!(found.len(), 1, "{found:?}");
    let (found, at, offered) = &found[0];
    assert_eq!((*found, *at, offered.as_str()), (rule, option, help));
}

const REPEATABLE: (&str, &str) = ("idempotent", "");

#[test]
fn only_what_is_repeatable_is_repeated() {
    let rule = "only_what_is_repeatable_is_repeated";
    let found = broken(&[("retry", "3"), ("hedge", "p95")]);
    let found: Vec<_> = found.iter().map(|(rule, at, _)| (*rule, *at)).collect();
    assert_eq!(found, [(rule, "retry"), (rule, "hedge")]);
    assert_eq!(broken(&[("retry", "3"), ("hedge", "p95"), REPEATABLE]), []);
    assert_eq!(broken(&[("retry", "none because:it pays")]), []);
}

#[test]
fn a_back_off_begins_below_its_longest() {
    breaks(
        "a_back_off_begins_below_its_longest",
        "retry",
        "write `retry = \"3 base:2s max:2s\"`, or a shorter `base:`",
        &[("retry", "3 base:2s max:1s"), REPEATABLE],
    );
    assert_eq!(broken(&[("retry", "3 base:1s max:1s"), REPEATABLE]), []);
}

#[test]
fn every_attempt_ends_before_the_timeout() {
    let rule = "every_attempt_ends_before_the_timeout";
    let times = |attempt| {
        [
            ("timeout", "2s"),
            ("attempt", attempt),
            ("retry", "3 base:100ms max:2s"),
            REPEATABLE,
        ]
    };
    // 3 × 566 ms and 100 + 200 ms are 1998 ms.
    assert_eq!(broken(&times("566ms")), []);
    let help = "write `attempt = \"566ms\"` or less, or `timeout = \"2100ms\"` or more, or fewer attempts in `retry`";
    breaks(rule, "attempt", help, &times("567ms"));
    // Where `attempt` is unsaid, it is the waits that leave no time.
    breaks(
        rule,
        "retry",
        "write `timeout = \"4s\"` or more, or fewer attempts in `retry`",
        &[("timeout", "2s"), ("retry", "3 base:1s"), REPEATABLE],
    );
    // Or the timeout that leaves no time for as many as there are where nothing is said.
    breaks(
        rule,
        "timeout",
        "write `timeout = \"10ms\"` or more, or fewer attempts in `retry`",
        &[("timeout", "2ms"), REPEATABLE],
    );
}

#[test]
fn an_attempt_ends_before_the_timeout() {
    let rule = "an_attempt_ends_before_the_timeout";
    let once = [("timeout", "1s"), ("attempt", "2s")];
    breaks(
        rule,
        "attempt",
        "write `attempt = \"1s\"` or less, or `timeout = \"2s\"` or more",
        &once,
    );
    assert_eq!(broken(&[("timeout", "2s"), ("attempt", "2s")]), []);
}

#[test]
fn waiting_for_a_turn_ends_before_the_timeout() {
    let rule = "waiting_for_a_turn_ends_before_the_timeout";
    let help = "write `concurrency = \"32 wait:50ms\"`, or a longer `timeout`";
    breaks(
        rule,
        "concurrency",
        help,
        &[("timeout", "1s"), ("concurrency", "32 wait:1s")],
    );
    assert_eq!(
        broken(&[("timeout", "1s"), ("concurrency", "32 wait:999ms")]),
        []
    );
}

#[test]
fn a_hedge_begins_before_the_attempt_ends() {
    let rule = "a_hedge_begins_before_the_attempt_ends";
    let help = "write `hedge = \"p95\"`, or a shorter time";
    breaks(
        rule,
        "hedge",
        help,
        &[("attempt", "1s"), ("hedge", "1s"), REPEATABLE],
    );
    assert_eq!(
        broken(&[("attempt", "1s"), ("hedge", "999ms"), REPEATABLE]),
        []
    );
}

#[test]
fn a_breaker_sees_more_than_one_attempt() {
    let rule = "a_breaker_sees_more_than_one_attempt";
    let help = "write `breaker = \"50%/10s\"`, or a shorter `attempt`";
    breaks(
        rule,
        "breaker",
        help,
        &[("attempt", "5s"), ("breaker", "50%/9s")],
    );
    assert_eq!(broken(&[("attempt", "5s"), ("breaker", "50%/10s")]), []);
}

#[test]
fn a_breaker_is_open_no_longer_than_its_longest() {
    let rule = "a_breaker_is_open_no_longer_than_its_longest";
    let help = "write `breaker = \"50%/30s open:10s max:10s\"`, or a shorter `open:`";
    breaks(
        rule,
        "breaker",
        help,
        &[("breaker", "50%/30s open:10s max:5s")],
    );
    assert_eq!(broken(&[("breaker", "50%/30s open:2m")]), []);
}

#[test]
fn a_half_open_breaker_has_a_bound() {
    let rule = "a_half_open_breaker_has_a_bound";
    let help = "write `breaker = \"50%/30s min:4\"`";
    breaks(
        rule,
        "breaker",
        help,
        &[("breaker", "50%/30s min:4 probes:5")],
    );
    let help = "write `breaker = \"50%/30s probes:4\"`";
    breaks(
        rule,
        "breaker",
        help,
        &[("breaker", "50%/30s probes:8"), ("concurrency", "4")],
    );
    assert_eq!(
        broken(&[("breaker", "50%/30s probes:20"), ("concurrency", "20")]),
        []
    );
}

#[test]
fn a_slow_attempt_is_not_cut_off() {
    let rule = "a_slow_attempt_is_not_cut_off";
    let help = "write `breaker = \"50%/30s slow:500ms\"`, or a longer `attempt`";
    breaks(
        rule,
        "breaker",
        help,
        &[("attempt", "1s"), ("breaker", "50%/30s slow:1s")],
    );
    assert_eq!(
        broken(&[("attempt", "1s"), ("breaker", "50%/30s slow:999ms")]),
        []
    );
}

#[test]
fn what_is_promised_can_be_written() {
    let rule = "what_is_promised_can_be_written";
    let built = DependencySpec {
        guard: Some("a b".into()),
        timeout: Duration::ZERO,
        attempt: Some(Duration::ZERO),
        is_repeatable: true,
        retry: Stated::Policy(Retry {
            attempts: 1,
            ..Retry::DEFAULT
        }),
        breaker: Stated::Policy(BreakerPolicy {
            min: 0,
            ..BreakerPolicy::DEFAULT
        }),
        concurrency: Stated::None { because: "".into() },
        hedge: Some(Hedge::Percentile(0)),
        ..DependencySpec::new("a\nb")
    };
    let found = check_dependency(&built);
    let found: Vec<_> = found.iter().filter(|breach| breach.rule == rule).collect();
    let options: Vec<_> = found.iter().map(|breach| breach.option).collect();
    let every = [
        "name",
        "guard",
        "timeout",
        "attempt",
        "retry",
        "breaker",
        "concurrency",
        "hedge",
    ];
    assert_eq!(options, every);
    assert!(
        found.iter().all(|breach| !breach.help.is_empty()),
        "{found:?}"
    );
}
