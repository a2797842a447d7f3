//! Rules of the attribute's options: each is known, said once, and its value can be read.

mod access;
mod calls;
mod names;
mod none;
mod paths;
mod places;
mod policies;
mod settings;
mod values;

use std::borrow::Cow;

use hardpoint_policy::{BodyLimit, CachePolicy, EndpointSpec};
use syn::{Ident, LitStr, Path};

use crate::attribute::options::{place, refuse_second};
use crate::attribute::{AttributeInput, Known, OptionInput, Vocabulary};
use crate::errors::Errors;
use crate::paths::Runtime;
pub(super) use names::refuse_name;
pub(super) use places::Places;
use policies::policy;
pub(super) use settings::input;
pub(crate) use settings::refusals;

/// Every option, with what a user might paste.
pub(crate) const OPTIONS: &Known = &[
    ("get", "get = \"/orders/{id}\""),
    ("post", "post = \"/orders\""),
    ("put", "put = \"/orders/{id}\""),
    ("patch", "patch = \"/orders/{id}\""),
    ("delete", "delete = \"/orders/{id}\""),
    ("head", "head = \"/orders/{id}\""),
    ("query", "query = \"/orders\""),
    ("version", "version = \"2\""),
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
    ("calls", "calls = [stock]"),
    (
        "deprecated",
        "deprecated = \"2026-06-01 see:/docs/v2 successor:/v2/orders\"",
    ),
    ("sunset", "sunset = \"2026-12-01\""),
    ("slo", "slo = \"99.9% under:300ms\""),
    ("criticality", "criticality = \"sheddable\""),
    ("policy", "policy = \"slow\""),
    ("name", "name = \"create_order\""),
    ("tag", "tag = \"orders\""),
    ("crate", "crate = \"renamed_hardpoint\""),
];

/// What the attribute understands.
const VOCABULARY: Vocabulary = Vocabulary {
    known: OPTIONS,
    elsewhere: &[
        ("path", "get = \"/orders\""),
        ("method", "get = \"/orders\""),
        ("scope", "auth = \"orders:read\""),
        ("scopes", "auth = \"orders:read,orders:write\""),
        ("ttl", "cache = \"ttl:60\""),
        ("limit", "rate = \"10/min\""),
        ("rate_limit", "rate = \"10/min\""),
        ("dependencies", "calls = [stock]"),
    ],
};

/// What the options said besides policies.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) runtime: Runtime,
    /// The routes, each under its method's key.
    pub(super) routes: Vec<(Ident, Option<LitStr>)>,
    /// The function that `authorize` names.
    pub(super) authorize: Option<Path>,
    /// The functions under `#[dependency]` that `calls` names.
    pub(super) calls: Vec<Path>,
    /// The policy of `hardpoint.toml` that it names.
    pub(super) policy: Option<LitStr>,
    pub(super) places: Places,
    /// The options whose values could not be read, and for which a default stands.
    pub(super) unread: Vec<String>,
}

impl Stated {
    /// Whether the endpoint says what the option decides, by itself or by its opposite.
    pub(super) fn says(&self, option: &str) -> bool {
        self.places.said(option)
            || opposite(option).is_some_and(|opposite| self.places.said(opposite))
    }
}

/// The option that says no where another says yes, and the reverse.
pub(super) fn opposite(option: &str) -> Option<&'static str> {
    match option {
        "auth" => Some("public"),
        "public" => Some("auth"),
        _ => None,
    }
}

/// Reads every option into `spec`; what cannot be read keeps its default, and is noted.
pub(super) fn read(input: &AttributeInput, spec: &mut EndpointSpec, errors: &mut Errors) -> Stated {
    let mut stated = Stated::default();
    for option in &input.options {
        if VOCABULARY.knows(option, &mut stated.unread, errors)
            && is_first(option, &mut stated.places, errors)
        {
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

/// Reads one option into `spec`.
pub(super) fn assign(
    option: &OptionInput,
    spec: &mut EndpointSpec,
    stated: &mut Stated,
    errors: &mut Errors,
) {
    if none::says_no(option, errors) {
        return;
    }
    match option.name().as_str() {
        "version" => spec.version = policy(option, errors),
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
            stated.authorize = VOCABULARY.function(option, errors);
            spec.authorize = stated
                .authorize
                .as_ref()
                .map(|path| Cow::Owned(paths::text(path)));
        }
        "calls" => stated.calls = calls::calls(option, errors),
        "deprecated" => spec.deprecated = policy(option, errors),
        "sunset" => spec.sunset = policy(option, errors),
        "slo" => spec.slo = policy(option, errors),
        "criticality" => set(&mut spec.criticality, policy(option, errors)),
        "policy" => stated.policy = values::text(option, errors),
        "name" => set(&mut spec.name, names::word(option, errors).map(Cow::Owned)),
        "tag" => spec.tag = names::line(option, errors).map(Cow::Owned),
        "crate" => set(&mut stated.runtime, VOCABULARY.runtime(option, errors)),
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

/// Of two values, one would be dropped in silence.
fn is_first(option: &OptionInput, places: &mut Places, errors: &mut Errors) -> bool {
    let name = option.name();
    if places.said(&name) {
        let help = match name.as_str() {
            "rate" => "write both in one list, `rate = [\"10/min\", \"100/h\"]`",
            _ => "keep one of them",
        };
        refuse_second(option, help, errors);
        return false;
    }
    places.say(name, place(option));
    true
}

/// What to add to an attribute that lacks an option, with every way to say no.
pub(super) fn how_to_say(option: &str) -> String {
    let yes = VOCABULARY.example(option);
    match (none::example(option), opposite(option)) {
        (Some(reason), _) => format!("add `{yes}`, or `{option} = \"none because:{reason}\"`"),
        (None, Some(opposite)) => format!("add `{yes}`, or `{opposite}`"),
        (None, None) => format!("add `{yes}`"),
    }
}
