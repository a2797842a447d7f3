//! Whether trying again can help, when, and whether the outcome stands: rules 5 and 6.

use syn::Ident;

use crate::api_error::options::Options;
use crate::errors::Errors;

/// Whether it may succeed later, where that is stated.
pub(super) fn retryable(options: &Options, errors: &mut Errors) -> Option<bool> {
    match (&options.retryable, &options.not_retryable) {
        (Some(_), Some(not)) => {
            contradiction(&not.key, "retryable", errors);
            Some(true)
        }
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

/// Rule 5.
pub(super) fn retry_after(
    status: u16,
    retryable: Option<bool>,
    options: &Options,
    errors: &mut Errors,
) -> Option<u64> {
    let wait = options.retry_after.as_ref()?;
    match retryable {
        Some(true) => {}
        Some(false) => {
            contradiction(&wait.key, "not_retryable", errors);
            return None;
        }
        None if hardpoint_policy::status::is_retryable(status) => {}
        None => {
            errors.add(
                &wait.key,
                format_args!(
                    "`retry_after` promises that a {status} may succeed later, and it does not"
                ),
                "write `retryable` beside it, or leave `retry_after` out",
            );
            return None;
        }
    }
    wait.value
}

/// Rule 6.
pub(super) fn finality(
    status: u16,
    retryable: Option<bool>,
    options: &Options,
    errors: &mut Errors,
) -> Option<bool> {
    match (&options.is_final, &options.not_final) {
        (Some(_), Some(not)) => {
            contradiction(&not.key, "final", errors);
            None
        }
        (Some(given), None) if retryable == Some(true) => {
            contradiction(&given.key, "retryable", errors);
            None
        }
        (Some(given), None) if !hardpoint_policy::status::may_be_final(status) => {
            errors.add(
                &given.key,
                format_args!(
                    "a {status} is never `final`: it is not stored under an idempotency key"
                ),
                "leave `final` out",
            );
            None
        }
        // Stated, it holds for a status that would be retryable otherwise, too.
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

fn contradiction(key: &Ident, other: &str, errors: &mut Errors) {
    errors.add(
        key,
        format_args!("`{key}` contradicts `{other}`"),
        "leave one of them out",
    );
}
