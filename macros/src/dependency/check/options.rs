//! Rules of the attribute's options: each is known, said once, and its value can be read.

use std::borrow::Cow;

use hardpoint_policy::{DependencySpec, check_dependency};
use quote::ToTokens;
use syn::{Expr, Path};

use crate::attribute::options::{is_id, place};
use crate::attribute::{AttributeInput, OptionInput, Stated, Value, Vocabulary};
use crate::errors::Errors;

/// What the attribute understands.
pub(in crate::dependency) const OPTIONS: Vocabulary = Vocabulary {
    known: &[
        ("timeout", "timeout = \"2s\""),
        ("attempt", "attempt = \"500ms\""),
        ("idempotent", "idempotent"),
        ("key", "key = order.id"),
        ("retry", RETRY),
        ("hedge", "hedge = \"p95\""),
        ("breaker", BREAKER),
        ("concurrency", CONCURRENCY),
        ("fallback", "fallback = cached_stock"),
        ("guard", "guard = \"payments\""),
        ("name", "name = \"inventory\""),
        ("crate", "crate = \"renamed_hardpoint\""),
    ],
    elsewhere: &[
        ("retries", RETRY),
        ("attempts", RETRY),
        ("max_attempts", RETRY),
        ("max_retries", RETRY),
        ("backoff", RETRY),
        ("base", RETRY),
        ("jitter", RETRY),
        ("circuit_breaker", BREAKER),
        ("circuit", BREAKER),
        ("threshold", BREAKER),
        ("failure_rate", BREAKER),
        ("bulkhead", CONCURRENCY),
        ("max_concurrent", CONCURRENCY),
        ("limit", CONCURRENCY),
        ("deadline", "timeout = \"2s\""),
        ("total_timeout", "timeout = \"2s\""),
        ("attempt_timeout", "attempt = \"500ms\""),
        ("per_try_timeout", "attempt = \"500ms\""),
        ("fallback_method", "fallback = cached_stock"),
        ("or_else", "fallback = cached_stock"),
        ("idempotency_key", "key = order.id"),
        ("repeatable", "idempotent"),
        ("group", "guard = \"payments\""),
    ],
};

const RETRY: &str = "retry = \"3 base:100ms max:2s\"";
const BREAKER: &str = "breaker = \"50%/30s min:20 open:5s\"";
const CONCURRENCY: &str = "concurrency = \"32 wait:50ms\"";

/// What is said beside the promises.
#[derive(Debug, Default)]
pub(super) struct Asides {
    pub(super) key: Option<Expr>,
    pub(super) fallback: Option<Path>,
}

/// Reads every option into `spec`; what cannot be read keeps its default, and is noted.
pub(super) fn read(
    input: &AttributeInput,
    spec: &mut DependencySpec,
    asides: &mut Asides,
    errors: &mut Errors,
) -> Stated {
    Stated::read(input, OPTIONS, errors, |option, stated, errors| {
        assign(option, spec, asides, stated, errors);
    })
}

/// A name goes into metrics and lines of the log.
pub(super) fn is_a_name(name: &str, place: impl ToTokens, errors: &mut Errors) -> bool {
    let is_id = is_id(name);
    if !is_id {
        errors.add(
            place,
            format_args!("`name`: a dependency cannot be called `{name}`"),
            "write `name = \"…\"` with 1 to 64 of the characters `A-Z a-z 0-9 _ . -`",
        );
    }
    is_id
}

/// What two options cannot promise together. Where a value could not be read, a rule would speak of
/// its stand-in.
pub(super) fn go_together(spec: &DependencySpec, stated: &Stated, errors: &mut Errors) {
    if !stated.unread.is_empty() {
        return;
    }
    for breach in check_dependency(spec) {
        errors.add(stated.place(breach.option), breach.message, breach.help);
    }
}

fn assign(
    option: &OptionInput,
    spec: &mut DependencySpec,
    asides: &mut Asides,
    stated: &mut Stated,
    errors: &mut Errors,
) {
    let name = option.name();
    match (name.as_str(), &option.value) {
        // However it is said, it is meant to be repeatable, on which rules hang.
        ("key", value) => {
            spec.is_repeatable = true;
            asides.key = key(option, value, errors);
        }
        ("idempotent", value) => {
            spec.is_repeatable = true;
            if !matches!(value, Value::Flag | Value::Malformed) {
                errors.add(
                    place(option),
                    "`idempotent` takes no value",
                    "write `idempotent`",
                );
            }
        }
        (_, Value::Malformed) => {}
        ("fallback", _) => asides.fallback = OPTIONS.function(option, errors),
        ("crate", _) => {
            if let Some(runtime) = OPTIONS.runtime(option, errors) {
                stated.runtime = runtime;
            }
        }
        ("name", Value::Text(text)) => {
            if is_a_name(&text.value(), text, errors) {
                spec.name = Cow::Owned(text.value());
            }
        }
        ("concurrency", Value::Number(number)) => {
            promise(&name, &number.to_string(), number, spec, errors);
        }
        (_, Value::Text(text)) => promise(&name, &text.value(), text, spec, errors),
        (_, value) => OPTIONS.wrong_kind(option, value, errors),
    }
}

/// Reads a value in the policy's own grammar, and words.
fn promise(
    name: &str,
    value: &str,
    place: impl ToTokens,
    spec: &mut DependencySpec,
    errors: &mut Errors,
) {
    if let Err(error) = spec.promise(name, value) {
        let help = error
            .help
            .unwrap_or_else(|| format!("write `{}`", OPTIONS.example(name)));
        errors.add(place, format_args!("`{name}`: {}", error.message), help);
    }
}

/// A key is made of what the call is about: one that is written out is the same for all calls.
fn key(option: &OptionInput, value: &Value, errors: &mut Errors) -> Option<Expr> {
    let said = value.to_token_stream();
    let message = match value {
        Value::Malformed => return None,
        Value::Flag => "`key` needs a value".to_owned(),
        Value::Text(_) | Value::Number(_) => {
            format!(
                "`key`: `{said}` is the same for every call, so that one would pass for another"
            )
        }
        Value::List(..) | Value::Path(_) | Value::Other(_) => match syn::parse2(said.clone()) {
            Ok(expression) => return Some(expression),
            Err(_) => format!("`key`: `{said}` is no expression"),
        },
    };
    errors.add(
        place(option),
        message,
        "write what the call is about, such as `key = order.id`, or `key = format!(\"charge-{}\", order.id)`",
    );
    None
}
