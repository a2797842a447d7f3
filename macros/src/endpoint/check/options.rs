//! Rules of the attribute's options: each is known, said once, and its value can be read.

use std::borrow::Cow;
use std::str::FromStr;

use hardpoint_policy::{
    BodyLimit, CachePolicy, EndpointSpec, Idempotency, PolicyError, Rate, nearest, read_tags,
};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, LitStr, Path};

use crate::endpoint::attribute::{AttributeInput, OptionInput, Value};
use crate::errors::Errors;
use crate::paths::Runtime;

/// Every option, with what a user might paste.
pub(in crate::endpoint) const OPTIONS: &[(&str, &str)] = &[
    ("get", "get = \"/orders/{id}\""),
    ("post", "post = \"/orders\""),
    ("put", "put = \"/orders/{id}\""),
    ("patch", "patch = \"/orders/{id}\""),
    ("delete", "delete = \"/orders/{id}\""),
    ("head", "head = \"/orders/{id}\""),
    ("query", "query = \"/orders\""),
    ("timeout", "timeout = \"5s\""),
    ("body", "body = \"64KiB\""),
    ("rate", "rate = \"10/min\""),
    ("concurrency", "concurrency = \"64 queue:128 wait:200ms\""),
    ("cache", "cache = \"ttl:60\""),
    ("invalidates", "invalidates = \"orders,order-{id}\""),
    ("idempotent", "idempotent"),
    ("criticality", "criticality = \"sheddable\""),
    ("name", "name = \"create_order\""),
    ("tag", "tag = \"orders\""),
    ("crate", "crate = \"renamed_hardpoint\""),
];

/// What the options said besides policies.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) runtime: Runtime,
    /// The routes, each under its method's key.
    pub(super) routes: Vec<(Ident, Option<LitStr>)>,
    pub(super) places: Places,
    /// The options whose values could not be read, and for which a default stands.
    pub(super) unread: Vec<String>,
}

/// Where each option was said, for what is found wrong with it later.
#[derive(Debug, Default)]
pub(super) struct Places {
    said: Vec<(String, TokenStream)>,
}

impl Places {
    /// Whether an option was said at all.
    pub(super) fn said(&self, option: &str) -> bool {
        self.said.iter().any(|(name, _)| name == option)
    }

    /// The option's value, its key where it has none, and nothing where it was not said.
    pub(super) fn of(&self, option: &str) -> TokenStream {
        let said = self.said.iter().find(|(name, _)| name == option);
        said.map(|(_, place)| place.clone()).unwrap_or_default()
    }
}

/// Reads every option into `spec`; what cannot be read keeps its default, and is noted.
pub(super) fn read(input: &AttributeInput, spec: &mut EndpointSpec, errors: &mut Errors) -> Stated {
    let mut stated = Stated::default();
    for option in &input.options {
        if is_known(option, errors) && is_first(option, &mut stated.places, errors) {
            let before = errors.count();
            assign(option, spec, &mut stated, errors);
            if errors.count() > before {
                stated.unread.push(option.name());
            }
        }
    }
    stated
}

fn assign(option: &OptionInput, spec: &mut EndpointSpec, stated: &mut Stated, errors: &mut Errors) {
    match option.name().as_str() {
        "timeout" => set(&mut spec.timeout, policy(option, errors)),
        "body" => set(&mut spec.body, policy::<BodyLimit>(option, errors)),
        "rate" => spec.rates = Cow::Owned(rates(option, errors)),
        "concurrency" => spec.concurrency = policy(option, errors),
        "cache" => spec.cache = policy::<CachePolicy>(option, errors),
        "invalidates" => {
            if let Some(text) = text(option, errors) {
                let read = accept(option, &text, read_tags(&text.value()), errors);
                set(&mut spec.invalidates, read);
            }
        }
        // A wrong value still says that the endpoint is meant to be idempotent, on which rules hang.
        "idempotent" => spec.idempotency = Some(idempotency(option, errors)),
        "criticality" => set(&mut spec.criticality, policy(option, errors)),
        "name" => set(&mut spec.name, word(option, errors).map(Cow::Owned)),
        "tag" => spec.tag = line(option, errors).map(Cow::Owned),
        "crate" => set(&mut stated.runtime, runtime(option, errors)),
        _ => stated
            .routes
            .push((option.key.clone(), text(option, errors))),
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// An unknown option would be a promise that nobody keeps.
fn is_known(option: &OptionInput, errors: &mut Errors) -> bool {
    let name = option.name();
    let mut known = OPTIONS.iter().map(|(known, _)| *known);
    if known.any(|known| known == name) {
        return true;
    }
    if let Value::Malformed = option.value {
        return false;
    }
    let help = match nearest(&name, OPTIONS.iter().map(|(known, _)| *known)) {
        Some(near) => format!("write `{near}`"),
        None => {
            let all: Vec<_> = OPTIONS
                .iter()
                .map(|(known, _)| format!("`{known}`"))
                .collect();
            format!("the options are {}", all.join(", "))
        }
    };
    errors.add(
        &option.key,
        format_args!("unknown option `{name}`: nothing would enforce it"),
        help,
    );
    false
}

/// Of two values, one would be dropped in silence.
fn is_first(option: &OptionInput, places: &mut Places, errors: &mut Errors) -> bool {
    let name = option.name();
    if places.said(&name) {
        let help = match name.as_str() {
            "rate" => "write both in one list, `rate = [\"10/min\", \"100/h\"]`",
            _ => "keep one of them",
        };
        errors.add(&option.key, format_args!("`{name}` is said twice"), help);
        return false;
    }
    let place = match &option.value {
        Value::Flag | Value::Malformed => option.key.to_token_stream(),
        value => value.to_token_stream(),
    };
    places.said.push((name, place));
    true
}

fn policy<T: FromStr<Err = PolicyError>>(option: &OptionInput, errors: &mut Errors) -> Option<T> {
    let text = text(option, errors)?;
    accept(option, &text, text.value().parse(), errors)
}

/// Notes in the grammar's own words what cannot be read.
fn accept<T>(
    option: &OptionInput,
    text: &LitStr,
    read: Result<T, PolicyError>,
    errors: &mut Errors,
) -> Option<T> {
    read.map_err(|error| {
        let name = option.name();
        let help = error.help.unwrap_or_else(|| example(&name));
        errors.add(text, format_args!("`{name}`: {}", error.message), help);
    })
    .ok()
}

fn rates(option: &OptionInput, errors: &mut Errors) -> Vec<Rate> {
    let Value::List(_, items) = &option.value else {
        return policy(option, errors).into_iter().collect();
    };
    if items.is_empty() {
        errors.add(
            &option.value,
            "`rate` lists no limit",
            "remove it, or write `rate = \"10/min\"`",
        );
    }
    let texts = items.iter().filter_map(|item| match item {
        Value::Text(text) => Some(text),
        item => {
            wrong_kind(option, item, errors);
            None
        }
    });
    // Collected first: both steps note their mistakes.
    let texts: Vec<_> = texts.collect();
    texts
        .into_iter()
        .filter_map(|text| accept(option, text, text.value().parse(), errors))
        .collect()
}

fn idempotency(option: &OptionInput, errors: &mut Errors) -> Idempotency {
    match option.value {
        Value::Flag => Idempotency::DEFAULT,
        _ => policy(option, errors).unwrap_or_default(),
    }
}

/// A name goes into headers, metrics and keys of stores.
fn word(option: &OptionInput, errors: &mut Errors) -> Option<String> {
    let text = text(option, errors)?;
    let word = text.value();
    if is_operation_id(&word) {
        return Some(word);
    }
    refuse_name(&text, &word, errors);
    None
}

pub(super) fn refuse_name(place: &LitStr, name: &str, errors: &mut Errors) {
    errors.add(
        place,
        format_args!("`name`: `{name}` is not an operation's id"),
        "write 1 to 64 of the characters `A-Z a-z 0-9 _ . -`",
    );
}

/// Whether an operation can be called that.
pub(super) fn is_operation_id(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn line(option: &OptionInput, errors: &mut Errors) -> Option<String> {
    let text = text(option, errors)?;
    let line = text.value();
    if !line.trim().is_empty() && !line.contains(char::is_control) {
        return Some(line);
    }
    errors.add(
        text,
        format_args!("`{}` is empty, or more than a line", option.name()),
        format_args!("write `{}`", example(&option.name())),
    );
    None
}

fn runtime(option: &OptionInput, errors: &mut Errors) -> Option<Runtime> {
    let path = match &option.value {
        Value::Path(path) => Ok(path.clone()),
        Value::Text(text) => text.parse_with(Path::parse_mod_style),
        Value::Malformed => return None,
        value => Err(syn::Error::new_spanned(value, "")),
    };
    path.map(Runtime::at)
        .map_err(|_| {
            errors.add(
                place(option),
                "`crate` takes the path under which `hardpoint` is known here",
                "write `crate = \"renamed_hardpoint\"`",
            );
        })
        .ok()
}

/// The text of an option that takes text (and of `concurrency`, a number too).
fn text(option: &OptionInput, errors: &mut Errors) -> Option<LitStr> {
    match &option.value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) if option.name() == "concurrency" => {
            Some(LitStr::new(&number.to_string(), number.span()))
        }
        Value::Malformed => None,
        value => {
            wrong_kind(option, value, errors);
            None
        }
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
        Value::Other(_) if name == "idempotent" => (
            format!("`{name}` is a flag, or takes text"),
            "write `idempotent`, or `idempotent = \"optional\"`".to_owned(),
        ),
        _ => (
            format!("`{name}` takes text in quotes"),
            format!("write `{}`", example(&name)),
        ),
    };
    let place = match value {
        Value::Flag => option.key.to_token_stream(),
        value => value.to_token_stream(),
    };
    errors.add(place, message, help);
}

fn place(option: &OptionInput) -> TokenStream {
    match &option.value {
        Value::Flag => option.key.to_token_stream(),
        value => value.to_token_stream(),
    }
}

fn example(name: &str) -> String {
    let known = OPTIONS.iter().find(|(known, _)| *known == name);
    known.map_or_else(String::new, |(_, example)| (*example).to_owned())
}
