//! Which errors are answered by a fallback.

use super::fixture::{Answer, failed, guard, ms, turned};
use crate::dependency::{ErrorClass, Rejected, falls_back};
use crate::error::ApiError;

#[test]
fn a_failure_of_the_dependency_is_answered_by_the_fallback_and_an_answer_is_not() {
    let falls = |class| falls_back(&failed(class).unwrap_err());
    assert!(falls(ErrorClass::connect()));
    assert!(falls(ErrorClass::timeout()));
    for status in [408, 429, 500, 502, 503, 504] {
        assert!(falls(ErrorClass::of_status(status)), "{status}");
    }
    for status in [400, 401, 403, 404, 409, 410, 422] {
        assert!(!falls(ErrorClass::of_status(status)), "{status}");
    }
}

#[test]
fn every_refusal_of_the_guard_is_answered_by_the_fallback() {
    let dependency = || "inventory".into();
    let rejections = [
        Rejected::Open {
            dependency: dependency(),
            retry_after: ms(1),
        },
        Rejected::Full {
            dependency: dependency(),
        },
        Rejected::Deadline {
            dependency: dependency(),
        },
        Rejected::Attempt {
            dependency: dependency(),
        },
    ];
    for rejected in rejections {
        assert!(falls_back(&rejected), "{rejected}");
        // None of them is repeated by a guard around this one.
        assert!(!rejected.facts().class.unwrap().retryable, "{rejected}");
    }
}

#[test]
fn a_guard_around_another_does_not_repeat_what_that_has_given_up() {
    let (outer, hand) = guard(|guard| guard.idempotent());
    let (inner, _) = guard(|guard| guard.timeout(ms(100)));
    let mut made = 0;
    let answer: Answer = turned(
        &hand,
        outer.call(|| {
            made += 1;
            let inner = inner.clone();
            async move {
                inner
                    .once(|| async { failed(ErrorClass::failure("broken")) })
                    .await
            }
        }),
    );
    assert!(answer.is_err());
    assert_eq!(made, 1);
}
