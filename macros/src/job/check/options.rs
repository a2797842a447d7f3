//! Rules of the attribute's options: each is known, said once, and its value can be read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hardpoint_policy::{JobSpec, nearest};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Path};

use crate::endpoint::attribute::{AttributeInput, Known, OptionInput, Value};
use crate::endpoint::is_operation_id;
use crate::errors::Errors;
use crate::paths::Runtime;

/// Every option, with what a user might paste.
pub(in crate::job) const OPTIONS: &Known = &[
    ("every", "every = \"1h\""),
    ("timeout", "timeout = \"10m\""),
    ("jitter", "jitter = \"1m\""),
    ("overlap", "overlap = \"skip\""),
    ("on_start", "on_start"),
    ("per", "per = \"instance\""),
    ("name", "name = \"cleanup\""),
    ("crate", "crate = \"renamed_hardpoint\""),
];

/// What is said of other tools' jobs in words that are no options here, and where it is said.
const ELSEWHERE: &[(&str, &str)] = &[
    ("interval", "every"),
    ("period", "every"),
    ("fixed_rate", "every"),
    ("cron", "every"),
    ("schedule", "every"),
    ("max_time", "timeout"),
    ("deadline", "timeout"),
    ("splay", "jitter"),
    ("immediately", "on_start"),
];

/// What the options said besides the job itself.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) runtime: Runtime,
    /// The options whose values could not be read, and for which a default stands.
    pub(super) unread: Vec<String>,
    places: BTreeMap<String, TokenStream>,
}

impl Stated {
    pub(super) fn said(&self, option: &str) -> bool {
        self.places.contains_key(option)
    }

    /// Where an option stands that is said.
    pub(super) fn place(&self, option: &str) -> TokenStream {
        self.places.get(option).cloned().unwrap_or_default()
    }
}

/// Reads every option into `spec`; what cannot be read keeps its default, and is noted.
pub(super) fn read(input: &AttributeInput, spec: &mut JobSpec, errors: &mut Errors) -> Stated {
    let mut stated = Stated::default();
    for option in &input.options {
        if is_known(option, &mut stated, errors) && is_first(option, &mut stated, errors) {
            let before = errors.count();
            assign(option, spec, &mut stated, errors);
            if errors.count() > before || matches!(option.value, Value::Malformed) {
                stated.unread.push(option.name());
            }
        }
    }
    stated
}

/// How often is a decision, and no default is right.
pub(super) fn says_how_often(stated: &Stated, function: &Ident, errors: &mut Errors) {
    if !stated.said("every") && !stated.unread.iter().any(|name| name == "every") {
        errors.add(
            function,
            format_args!("`{function}` does not say `every`, how often it is due"),
            format_args!("add `{}`", example("every")),
        );
    }
}

/// A name goes into metrics and keys of stores.
pub(super) fn is_a_name(name: &str, place: impl ToTokens, errors: &mut Errors) -> bool {
    let is_id = is_operation_id(name);
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
        ("crate", value) => match path(value) {
            Some(path) => stated.runtime = Runtime::at(path),
            None => errors.add(
                place(option),
                "`crate` takes the path under which `hardpoint` is known here",
                format_args!("write `{}`", example("crate")),
            ),
        },
        ("name", Value::Text(text)) => {
            if is_a_name(&text.value(), text, errors) {
                spec.name = Cow::Owned(text.value());
            }
        }
        (_, Value::Text(text)) => {
            if let Err(error) = spec.promise(&name, &text.value()) {
                let help = error
                    .help
                    .unwrap_or_else(|| format!("write `{}`", example(&name)));
                errors.add(text, format_args!("`{name}`: {}", error.message), help);
            }
        }
        (_, value) => wrong_kind(option, value, errors),
    }
}

fn path(value: &Value) -> Option<Path> {
    match value {
        Value::Path(path) => Some(path.clone()),
        Value::Text(text) => text.parse_with(Path::parse_mod_style).ok(),
        _ => None,
    }
}

fn wrong_kind(option: &OptionInput, value: &Value, errors: &mut Errors) {
    let name = option.name();
    let said = quote!(#value);
    let (message, help) = match value {
        Value::Flag => (
            format!("`{name}` needs a value"),
            format!("write `{}`", example(&name)),
        ),
        Value::Number(_) => (
            format!("`{name}` takes text, and `{said}` is a number"),
            format!("write `{}`", example(&name)),
        ),
        Value::Path(path) if path.get_ident().is_some() => (
            format!("`{name}` takes text in quotes"),
            format!("write `{name} = \"{said}\"`"),
        ),
        _ => (
            format!("`{name}` takes text in quotes"),
            format!("write `{}`", example(&name)),
        ),
    };
    errors.add(place(option), message, help);
}

/// An unknown option would be a promise that nobody keeps.
fn is_known(option: &OptionInput, stated: &mut Stated, errors: &mut Errors) -> bool {
    let name = option.name();
    let known = || OPTIONS.iter().map(|(known, _)| *known);
    if known().any(|known| known == name) {
        return true;
    }
    if let Value::Malformed = option.value {
        return false;
    }
    let elsewhere = ELSEWHERE.iter().find(|(word, _)| *word == name);
    let help = match (elsewhere, nearest(&name, known())) {
        (Some((_, option)), _) => format!("write `{}`", example(option)),
        (None, Some(near)) => format!("write `{near}`"),
        (None, None) => {
            let all: Vec<_> = known().map(|known| format!("`{known}`")).collect();
            format!("the options are {}", all.join(", "))
        }
    };
    // Whoever misses one of these may miss it for this reason, which is said here.
    let meant = known().filter(|known| {
        nearest(&name, [*known]).is_some() || elsewhere.is_some_and(|(_, meant)| meant == known)
    });
    stated.unread.extend(meant.map(str::to_owned));
    errors.add(
        &option.key,
        format_args!("unknown option `{name}`: nothing would enforce it"),
        help,
    );
    false
}

/// Of two values, one would be dropped in silence.
fn is_first(option: &OptionInput, stated: &mut Stated, errors: &mut Errors) -> bool {
    let name = option.name();
    if stated.said(&name) {
        errors.add(
            &option.key,
            format_args!("`{name}` is said twice"),
            "keep one of them",
        );
        return false;
    }
    stated.places.insert(name, place(option));
    true
}

/// Where an option's mistake is: at its value, or its key where it has none.
fn place(option: &OptionInput) -> TokenStream {
    match &option.value {
        Value::Flag | Value::Malformed => option.key.to_token_stream(),
        value => value.to_token_stream(),
    }
}

/// What a user might paste.
fn example(name: &str) -> &'static str {
    let known = OPTIONS.iter().find(|(known, _)| *known == name);
    known.map_or("", |(_, example)| example)
}
