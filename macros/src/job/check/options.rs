//! Rules of the attribute's options: each is known, said once, and its value can be read.

use std::borrow::Cow;

use hardpoint_policy::JobSpec;
use quote::ToTokens;
use syn::Ident;

use crate::attribute::options::{is_id, place};
use crate::attribute::{AttributeInput, OptionInput, Stated, Value, Vocabulary};
use crate::errors::Errors;

/// What the attribute understands.
pub(in crate::job) const OPTIONS: Vocabulary = Vocabulary {
    known: &[
        ("every", EVERY),
        ("timeout", "timeout = \"10m\""),
        ("jitter", "jitter = \"1m\""),
        ("overlap", "overlap = \"skip\""),
        ("on_start", "on_start"),
        ("per", "per = \"instance\""),
        ("name", "name = \"cleanup\""),
        ("crate", "crate = \"renamed_hardpoint\""),
    ],
    elsewhere: &[
        ("interval", EVERY),
        ("period", EVERY),
        ("fixed_rate", EVERY),
        ("cron", EVERY),
        ("schedule", EVERY),
        ("max_time", "timeout = \"10m\""),
        ("deadline", "timeout = \"10m\""),
        ("splay", "jitter = \"1m\""),
        ("immediately", "on_start"),
    ],
};

const EVERY: &str = "every = \"1h\"";

/// Reads every option into `spec`; what cannot be read keeps its default, and is noted.
pub(super) fn read(input: &AttributeInput, spec: &mut JobSpec, errors: &mut Errors) -> Stated {
    Stated::read(input, OPTIONS, errors, |option, stated, errors| {
        assign(option, spec, stated, errors);
    })
}

/// How often is a decision, and no default is right.
pub(super) fn says_how_often(stated: &Stated, function: &Ident, errors: &mut Errors) {
    if !stated.said("every") && !stated.unread.iter().any(|name| name == "every") {
        errors.add(
            function,
            format_args!("`{function}` does not say `every`, how often it is due"),
            format_args!("add `{}`", OPTIONS.example("every")),
        );
    }
}

/// A name goes into metrics and keys of stores.
pub(super) fn is_a_name(name: &str, place: impl ToTokens, errors: &mut Errors) -> bool {
    let is_id = is_id(name);
    if !is_id {
        errors.add(
            place,
            format_args!("`name`: a job cannot be called `{name}`"),
            "write `name = \"…\"` with 1 to 64 of the characters `A-Z a-z 0-9 _ . -`",
        );
    }
    is_id
}

fn assign(option: &OptionInput, spec: &mut JobSpec, stated: &mut Stated, errors: &mut Errors) {
    let name = option.name();
    match (name.as_str(), &option.value) {
        (_, Value::Malformed) | ("on_start", Value::Flag) => {
            spec.on_start |= name == "on_start";
        }
        ("on_start", _) => errors.add(
            place(option),
            "`on_start` takes no value",
            "write `on_start`",
        ),
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
        (_, Value::Text(text)) => {
            if let Err(error) = spec.promise(&name, &text.value()) {
                let help = error
                    .help
                    .unwrap_or_else(|| format!("write `{}`", OPTIONS.example(&name)));
                errors.add(text, format_args!("`{name}`: {}", error.message), help);
            }
        }
        (_, value) => OPTIONS.wrong_kind(option, value, errors),
    }
}
