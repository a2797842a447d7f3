//! The rules of what is attempted more than once.

use crate::dependency::{DependencySpec, Retry, Stated};
use crate::rules::{Fault, pasted};

/// Whoever is charged twice has paid twice: what is repeated says that this is harmless.
pub(super) fn only_what_is_repeatable_is_repeated(spec: &DependencySpec) -> Vec<Fault> {
    let retried = matches!(spec.retry, Stated::Policy(_)).then_some("retry");
    let hedged = spec.hedge.map(|_| "hedge");
    let repeated = retried.into_iter().chain(hedged);
    let faults = repeated.filter(|_| !spec.is_repeatable).map(|option| {
        Fault::new(
            option,
            format!("`{option}` calls again what may have been done: nothing says that this is harmless"),
            format!("add `idempotent` if twice is as good as once, or `key = …` if a key goes along by which it is done once, or remove `{option}`"),
        )
    });
    faults.collect()
}

/// Waits grow from one to the other.
pub(super) fn a_back_off_begins_below_its_longest(spec: &DependencySpec) -> Option<Fault> {
    let Stated::Policy(retry) = &spec.retry else {
        return None;
    };
    let (base, max) = (retry.base?, retry.max?);
    let grown = Retry {
        max: Some(base),
        ..*retry
    };
    (base > max).then(|| {
        Fault::new(
            "retry",
            format!("`base:{base}` in `retry` is longer than `max:{max}`, and waits only grow"),
            format!("write {}, or a shorter `base:`", pasted("retry", &grown)),
        )
    })
}
