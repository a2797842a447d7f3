//! What holds of a dependency, option by option, in the words of the attribute.

use hardpoint_policy::{DependencySpec, Retry};

/// The options of which something holds whether or not it is said.
pub(crate) const SHOWN: [&str; 6] = [
    "timeout",
    "attempt",
    "retry",
    "breaker",
    "concurrency",
    "hedge",
];

/// What all share that share a guard.
pub(crate) const SHARED: [&str; 2] = ["breaker", "concurrency"];

/// What holds of an option; nothing where it is done without.
pub(crate) fn shown(spec: &DependencySpec, option: &str) -> Option<String> {
    match option {
        "timeout" => Some(spec.timeout.to_string()),
        "attempt" => Some(spec.attempt_timeout().to_string()),
        "retry" => retry(spec).map(|retry| retry.to_string()),
        "breaker" => spec.breaker().map(|policy| policy.to_string()),
        "concurrency" => spec.bulkhead().map(|policy| policy.to_string()),
        "hedge" => spec.hedge.map(|hedge| hedge.to_string()),
        _ => None,
    }
}

/// How it is retried, with the waits that fit where none are said.
fn retry(spec: &DependencySpec) -> Option<Retry> {
    let attempts = spec.attempts();
    (attempts > 1).then(|| Retry {
        attempts,
        base: Some(spec.base()),
        max: Some(spec.longest_wait()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unsaid_is_shown_as_it_holds() {
        let mut spec = DependencySpec::new("inventory");
        let shown_now = |spec: &DependencySpec| SHOWN.map(|option| shown(spec, option));
        let text = |text: &str| Some(text.to_owned());
        let expected = [
            text("10s"),
            text("10s"),
            None,
            text("50%/30s"),
            text("100"),
            None,
        ];
        assert_eq!(shown_now(&spec), expected);
        for (option, said) in [
            ("idempotent", ""),
            ("attempt", "500ms"),
            ("retry", "2"),
            ("breaker", "none because: it is local"),
            ("concurrency", "32 wait:50ms"),
        ] {
            spec.promise(option, said).unwrap();
        }
        let expected = [
            text("10s"),
            text("500ms"),
            text("2 base:1s max:30s"),
            None,
            text("32 wait:50ms"),
            None,
        ];
        assert_eq!(shown_now(&spec), expected);
    }

    #[test]
    fn what_is_shown_can_be_said() {
        let mut spec = DependencySpec::new("inventory");
        for (option, said) in [("idempotent", ""), ("hedge", "p95")] {
            spec.promise(option, said).unwrap();
        }
        for option in SHOWN {
            let said = shown(&spec, option).unwrap();
            spec.promise(option, &said).unwrap();
            assert_eq!(shown(&spec, option), Some(said), "{option}");
        }
    }
}
