//! Which options can be overridden, and how each is read; of every other, why it cannot.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use hardpoint_policy::{
    BodyLimit, CachePolicy, EndpointSpec, Idempotency, PolicyError, Rate, read_none,
};

use super::wanted::Wanted;

/// An option of the attribute's.
#[derive(Debug)]
pub(super) struct OptionRow {
    pub(super) name: &'static str,
    takes: Takes,
}

#[derive(Debug)]
enum Takes {
    /// A value, with one that might be pasted.
    Value {
        example: &'static str,
        read: Read,
        shown: fn(&EndpointSpec) -> String,
    },
    /// None: what it says is not for an operator to change.
    Nothing { because: &'static str },
}

/// Reads a text for an endpoint as the code has it, into the one that will be in force.
type Read = fn(&EndpointSpec, &mut EndpointSpec, &str) -> Result<(), Unfit>;

/// What has come of an override.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) option: &'static str,
    pub(super) from: String,
    pub(super) to: String,
}

/// Why an override is not taken.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) rule: &'static str,
    pub(super) option: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

/// What is wrong with a value.
enum Unfit {
    /// It is not in the grammar.
    Unreadable(PolicyError),
    /// It says more than a number.
    TooMuch { message: String, help: String },
}

impl From<PolicyError> for Unfit {
    fn from(error: PolicyError) -> Self {
        Self::Unreadable(error)
    }
}

/// Every option. Their names are of one word each, so that a variable's name can be told apart.
pub(super) const OPTIONS: &[OptionRow] = &[
    value("timeout", "5s", timeout, |spec| spec.timeout.to_string()),
    value("body", "64KiB", body, |spec| spec.body.to_string()),
    value("rate", "10/min", rate, |spec| match &*spec.rates {
        [] => NONE.to_owned(),
        rates => listed(rates),
    }),
    value("concurrency", "64 queue:128 wait:200ms", concurrency, |s| {
        shown(s.concurrency.as_ref())
    }),
    value("cache", "ttl:60", cache, |spec| shown(spec.cache.as_ref())),
    value("idempotent", "ttl:24h", idempotent, |spec| {
        match spec.idempotency {
            Some(policy) if policy == Idempotency::DEFAULT => format!("ttl:{}", policy.ttl),
            policy => shown(policy.as_ref()),
        }
    }),
    value("criticality", "sheddable", criticality, |spec| {
        spec.criticality.to_string()
    }),
    value("slo", "99.9% under:300ms", slo, |s| shown(s.slo.as_ref())),
    nothing("get", A_ROUTE),
    nothing("post", A_ROUTE),
    nothing("put", A_ROUTE),
    nothing("patch", A_ROUTE),
    nothing("delete", A_ROUTE),
    nothing("head", A_ROUTE),
    nothing("query", A_ROUTE),
    nothing("version", A_ROUTE),
    nothing(
        "invalidates",
        "what a change makes invalid follows from what the handler does",
    ),
    nothing(
        "calls",
        "whom an endpoint calls follows from what the handler does",
    ),
    nothing("auth", ACCESS),
    nothing("public", ACCESS),
    nothing("authorize", ACCESS),
    nothing("deprecated", ANNOUNCED),
    nothing("sunset", ANNOUNCED),
    nothing(
        "policy",
        "policies of `hardpoint.toml` are read by the compiler",
    ),
    nothing("name", A_NAME),
    nothing("tag", A_NAME),
    nothing("crate", "it is for the compiler"),
];

const NONE: &str = "none";
const A_ROUTE: &str = "a route is part of what clients rely on, and is checked by the compiler";
const ACCESS: &str = "who may call is decided in the code, where it is reviewed";
const ANNOUNCED: &str = "clients have been told of it, and rely on it";
const A_NAME: &str = "it is what the endpoint is called";

const fn value(
    name: &'static str,
    example: &'static str,
    read: Read,
    shown: fn(&EndpointSpec) -> String,
) -> OptionRow {
    let takes = Takes::Value {
        example,
        read,
        shown,
    };
    OptionRow { name, takes }
}

const fn nothing(name: &'static str, because: &'static str) -> OptionRow {
    let takes = Takes::Nothing { because };
    OptionRow { name, takes }
}

impl OptionRow {
    pub(super) fn is_overridable(&self) -> bool {
        matches!(self.takes, Takes::Value { .. })
    }

    /// Reads what is wanted of the endpoint that the code has as `coded` into `effective`.
    pub(super) fn read(
        &self,
        coded: &EndpointSpec,
        effective: &mut EndpointSpec,
        wanted: &Wanted,
    ) -> Result<Outcome, Refused> {
        let refused = |rule, message, help| Refused {
            rule,
            option: self.name,
            message,
            help,
        };
        match &self.takes {
            Takes::Nothing { because } => Err(refused(
                "an_override_changes_how_and_not_what",
                format!("`{}` cannot be overridden: {because}", self.name),
                "change the attribute, or remove the override".to_owned(),
            )),
            Takes::Value {
                example,
                read,
                shown,
            } => match read(coded, effective, &wanted.text) {
                Ok(()) => Ok(Outcome {
                    option: self.name,
                    from: shown(coded),
                    to: shown(effective),
                }),
                Err(Unfit::Unreadable(error)) => Err(refused(
                    "an_override_can_be_read",
                    format!("`{}`: {}", self.name, error.message),
                    error.help.unwrap_or_else(|| format!("write `{example}`")),
                )),
                Err(Unfit::TooMuch { message, help }) => Err(refused(
                    "an_override_changes_how_and_not_what",
                    message,
                    help,
                )),
            },
        }
    }
}

fn timeout(_: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    effective.timeout = text.parse()?;
    Ok(())
}

/// Whether a body is read in full or handed on as it comes is what the handler is written for.
fn body(coded: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    let body: BodyLimit = text.parse()?;
    if (body == BodyLimit::Stream) != (coded.body == BodyLimit::Stream) {
        return Err(Unfit::TooMuch {
            message: format!(
                "`body` is `{}` in the code, and its handler is written for that",
                coded.body
            ),
            help: match coded.body {
                BodyLimit::Stream => "remove the override".to_owned(),
                BodyLimit::Max(_) => "write a size, such as `1MiB`".to_owned(),
            },
        });
    }
    effective.body = body;
    Ok(())
}

/// One rate, or several with `;` between them.
fn rate(_: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    effective.rates = match read_none(text, "the gateway counts") {
        Some(reason) => reason.map(|_| Cow::Borrowed(&[][..]))?,
        None => {
            let rates = rates(text, ';').map_err(|error| match rates(text, ',') {
                Ok(meant) => PolicyError {
                    message: "rates stand with `;` between them".into(),
                    help: Some(format!("write `{}`", listed(&meant))),
                    at: error.at,
                },
                Err(_) => error,
            });
            Cow::Owned(rates?)
        }
    };
    Ok(())
}

fn rates(text: &str, between: char) -> Result<Vec<Rate>, PolicyError> {
    text.split(between).map(|one| one.trim().parse()).collect()
}

fn listed(rates: &[Rate]) -> String {
    let rates: Vec<String> = rates.iter().map(Rate::to_string).collect();
    rates.join("; ")
}

fn concurrency(_: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    effective.concurrency = or_none(text, "it never waits")?;
    Ok(())
}

/// What an answer depends on has been checked against the handler's arguments, by the compiler.
fn cache(coded: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    let Some(policy) = or_none::<CachePolicy>(text, "its answers were wrong")? else {
        effective.cache = None;
        return Ok(());
    };
    let Some(coded) = &coded.cache else {
        return Err(Unfit::TooMuch {
            message: "`cache` is not in the code, and the compiler has not looked at whether the handler's answers can be shared".to_owned(),
            help: "write it in the attribute, or remove the override".to_owned(),
        });
    };
    let CachePolicy {
        ttl, stale, max, ..
    } = policy;
    let numbers = CachePolicy {
        ttl,
        stale,
        max,
        ..coded.clone()
    };
    if policy != numbers {
        return Err(Unfit::TooMuch {
            message: format!(
                "`cache` can have another `ttl:`, `stale:` and `max:`, and is `{coded}` otherwise"
            ),
            help: format!("write `{numbers}`"),
        });
    }
    effective.cache = Some(policy);
    Ok(())
}

/// What a key promises is what clients rely on; for how long is the operator's.
fn idempotent(coded: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    let policy: Idempotency = text.parse()?;
    let Some(coded) = coded.idempotency else {
        return Err(Unfit::TooMuch {
            message: "`idempotent` is not in the code, and clients send no keys".to_owned(),
            help: "write it in the attribute, or remove the override".to_owned(),
        });
    };
    let numbers = Idempotency {
        ttl: policy.ttl,
        ..coded
    };
    if policy != numbers {
        return Err(Unfit::TooMuch {
            message: format!("`idempotent` can have another `ttl:`, and is `{coded}` otherwise"),
            help: format!("write `{numbers}`"),
        });
    }
    effective.idempotency = Some(policy);
    Ok(())
}

fn criticality(_: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    effective.criticality = text.parse()?;
    Ok(())
}

fn slo(_: &EndpointSpec, effective: &mut EndpointSpec, text: &str) -> Result<(), Unfit> {
    effective.slo = or_none(text, "it is being replaced")?;
    Ok(())
}

/// What a text says; `None` where it says no.
fn or_none<T: FromStr<Err = PolicyError>>(
    text: &str,
    example: &str,
) -> Result<Option<T>, PolicyError> {
    match read_none(text, example) {
        Some(reason) => reason.map(|_| None),
        None => text.parse().map(Some),
    }
}

fn shown(policy: Option<&impl Display>) -> String {
    policy.map_or_else(|| NONE.to_owned(), ToString::to_string)
}
