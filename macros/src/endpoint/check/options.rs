//! Rules of the attribute's options: each is known, said once, and its value can be read.

mod access;
mod names;
mod paths;
mod policies;
mod values;

use std::borrow::Cow;

use hardpoint_policy::{BodyLimit, CachePolicy, EndpointSpec, nearest};
use proc_macro2::TokenStream;
use syn::{Ident, LitStr, Path};

use crate::endpoint::attribute::{AttributeInput, OptionInput, Value};
use crate::errors::Errors;
use crate::paths::Runtime;
pub(super) use names::{is_operation_id, refuse_name};
use policies::policy;
use values::place;

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
    ("auth", "auth = \"orders:read\""),
    ("public", "public"),
    ("authorize", "authorize = may_read"),
    (
        "deprecated",
        "deprecated = \"2026-06-01 see:/docs/v2 successor:/v2/orders\"",
    ),
    ("sunset", "sunset = \"2026-12-01\""),
    ("slo", "slo = \"99.9% under:300ms\""),
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
    /// The function that `authorize` names.
    pub(super) authorize: Option<Path>,
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
    access::are_not_both_said(input, &stated.places, errors);
    stated
}

fn assign(option: &OptionInput, spec: &mut EndpointSpec, stated: &mut Stated, errors: &mut Errors) {
    match option.name().as_str() {
        "timeout" => set(&mut spec.timeout, policy(option, errors)),
        "body" => set(&mut spec.body, policy::<BodyLimit>(option, errors)),
        "rate" => spec.rates = Cow::Owned(policies::rates(option, errors)),
        "concurrency" => spec.concurrency = policy(option, errors),
        "cache" => spec.cache = policy::<CachePolicy>(option, errors),
        "invalidates" => set(&mut spec.invalidates, policies::tags(option, errors)),
        // A wrong value still says that the endpoint is meant to be idempotent, on which rules hang.
        "idempotent" => spec.idempotency = Some(policies::idempotency(option, errors)),
        "auth" => spec.access = access::auth(option, errors),
        "public" => access::public(option, spec, errors),
        "authorize" => {
            stated.authorize = paths::function(option, errors);
            spec.authorize = stated
                .authorize
                .as_ref()
                .map(|path| Cow::Owned(paths::text(path)));
        }
        "deprecated" => spec.deprecated = policy(option, errors),
        "sunset" => spec.sunset = policy(option, errors),
        "slo" => spec.slo = policy(option, errors),
        "criticality" => set(&mut spec.criticality, policy(option, errors)),
        "name" => set(&mut spec.name, names::word(option, errors).map(Cow::Owned)),
        "tag" => spec.tag = names::line(option, errors).map(Cow::Owned),
        "crate" => set(&mut stated.runtime, paths::runtime(option, errors)),
        _ => stated
            .routes
            .push((option.key.clone(), values::text(option, errors))),
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
    places.said.push((name, place(option)));
    true
}
