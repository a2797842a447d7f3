//! The rules that are asked of a service as a whole, with the promises that are in force.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use hardpoint_policy::{
    Duration, EndpointSpec, ErrorFact, RULES, SetBreach, SetFacts, check, check_all,
};

use super::overrides::Effective;
use super::{Start, StartFault, served};
use crate::auth::{is_kept_apart_by_caller, needs_principal};
use crate::error::{ErrorCode, Rejection};
use crate::registry::{Endpoints, Entry};

/// Who answers the codes of the table of rejections.
const ITSELF: &str = "Hardpoint itself";

/// Leaves out endpoints that are listed before, which would be mounted twice and called at one
/// place; each of them is a fault.
pub(super) fn listed_once(endpoints: Endpoints, faults: &mut Vec<StartFault>) -> Endpoints {
    let mut known: HashSet<TypeId> = HashSet::new();
    let (first, again): (Vec<Entry>, Vec<Entry>) = endpoints
        .entries()
        .iter()
        .partition(|entry| known.insert(entry.id));
    faults.extend(again.iter().map(|entry| StartFault {
        rule: "an_endpoint_is_listed_once",
        endpoints: vec![entry.spec.name.to_string()],
        option: None,
        source: None,
        message: "it is in the service's lists of endpoints twice".to_owned(),
        help: "leave it out of one of them".to_owned(),
    }));
    Endpoints::of(first)
}

/// Everything that is wrong with a service of these endpoints.
pub(super) fn broken(start: &Start<'_>, effective: &Effective) -> Vec<StartFault> {
    let mut faults = by_themselves(effective);
    faults.extend(together(start, effective));
    faults.extend(callers_are_known(start, effective));
    faults.extend(a_transaction_has_a_database(start, effective));
    faults.extend(the_default_version_is_served(start, effective));
    faults.extend(a_header_can_say_the_version(start));
    if let Some(served) = start.served {
        faults.extend(served::broken(served, start));
    }
    faults
}

/// What each endpoint breaks by itself: nothing, as the compiler has looked, but for overrides.
fn by_themselves(effective: &Effective) -> Vec<StartFault> {
    let breaches = effective.specs.iter().flat_map(|spec| {
        check(spec).into_iter().map(|breach| StartFault {
            rule: breach.rule,
            endpoints: vec![spec.name.to_string()],
            option: Some(breach.option.to_owned()),
            source: effective.source(&spec.name, Some(breach.option)),
            message: breach.message,
            help: breach.help,
        })
    });
    breaches.collect()
}

/// What the endpoints break together.
fn together(start: &Start<'_>, effective: &Effective) -> Vec<StartFault> {
    let entries = start.endpoints.entries();
    let specs: Vec<Cow<'_, EndpointSpec>> = entries
        .iter()
        .zip(&effective.specs)
        .map(|(entry, spec)| with_tags_of(entry.spec, spec))
        .collect();
    let specs: Vec<&EndpointSpec> = specs.iter().map(AsRef::as_ref).collect();
    let facts = SetFacts {
        drain_budget: Some(in_millis(start.drain_budget)),
        pool_wait: start.pool_wait.map(in_millis),
        versioning: start.versions.versioning(),
        errors: errors(entries),
    };
    let (refused, told): (Vec<SetBreach>, Vec<SetBreach>) = check_all(&specs, &facts)
        .into_iter()
        .partition(|breach| breach.refused);
    for SetBreach {
        rule,
        message,
        help,
        ..
    } in told
    {
        tracing::warn!(rule, help, "{message}");
    }
    let fault = |breach: SetBreach| {
        let option = RULES
            .iter()
            .find(|rule| rule.name == breach.rule && rule.option != "endpoints")
            .map(|rule| rule.option);
        let mut endpoints = breach.endpoints;
        endpoints.retain(|endpoint| endpoint != ITSELF);
        let source = endpoints
            .iter()
            .find_map(|endpoint| effective.source(endpoint, option));
        StartFault {
            rule: breach.rule,
            endpoints,
            option: option.map(str::to_owned),
            source,
            message: breach.message,
            help: breach.help,
        }
    };
    refused.into_iter().map(fault).collect()
}

fn in_millis(time: std::time::Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// An endpoint that an operator has taken out of the cache has its tags in the code all the same:
/// who invalidates them is right to do so.
fn with_tags_of<'a>(coded: &EndpointSpec, effective: &'a EndpointSpec) -> Cow<'a, EndpointSpec> {
    if effective.cache.is_none() && coded.cache.is_some() {
        return Cow::Owned(EndpointSpec {
            cache: coded.cache.clone(),
            ..effective.clone()
        });
    }
    Cow::Borrowed(effective)
}

/// Every code that is answered, with each of its meanings once.
fn errors(entries: &[Entry]) -> Vec<ErrorFact> {
    let fact = |endpoint: &'static str, code: &ErrorCode| ErrorFact {
        endpoint,
        code: code.code,
        status: code.status,
        retryable: code.retryable,
    };
    let built_in = Rejection::ALL
        .iter()
        .map(|rejection| fact(ITSELF, &rejection.error_code()));
    let of_endpoints = entries.iter().flat_map(|entry| {
        let codes = entry.errors.all().into_iter();
        codes.map(|code| fact(&entry.spec.name, &code))
    });
    let mut known = HashSet::new();
    built_in
        .chain(of_endpoints)
        .filter(|fact| known.insert((fact.code, fact.status, fact.retryable)))
        .collect()
}

/// Where nobody finds out who calls, an endpoint under `auth` would refuse everyone, and answers
/// that are one caller's would be everybody's.
fn callers_are_known(start: &Start<'_>, effective: &Effective) -> Vec<StartFault> {
    if start.authentication.is_set_up() {
        return Vec::new();
    }
    let refuses = |spec: &EndpointSpec| needs_principal(spec);
    let shares = |spec: &EndpointSpec| !needs_principal(spec) && is_kept_apart_by_caller(spec);
    let asks = [
        unknown(effective, "auth", "`auth` asks who calls", refuses),
        unknown(
            effective,
            "cache",
            "`vary:` in `cache` keeps answers apart by who calls",
            shares,
        ),
    ];
    asks.into_iter().flatten().collect()
}

fn unknown(
    effective: &Effective,
    option: &str,
    asks: &str,
    is_asked: impl Fn(&EndpointSpec) -> bool,
) -> Option<StartFault> {
    let asking = effective.specs.iter().filter(|spec| is_asked(spec));
    let endpoints: Vec<String> = asking.map(|spec| spec.name.to_string()).collect();
    (!endpoints.is_empty()).then(|| StartFault {
        rule: "callers_are_known",
        endpoints,
        option: Some(option.to_owned()),
        source: None,
        message: format!("{asks}, and nobody is there to find it out"),
        help: "add `.authenticator(…)` to the builder, or `.authenticated_by_middleware(\"Bearer\")` if a middleware does it".to_owned(),
    })
}

/// Memory has no transactions, so that what the handler writes and the claim of its key could be
/// torn apart.
fn a_transaction_has_a_database(start: &Start<'_>, effective: &Effective) -> Option<StartFault> {
    if start.has_transactions {
        return None;
    }
    let names = effective
        .specs
        .iter()
        .filter(|spec| spec.idempotency.is_some_and(|policy| policy.tx))
        .map(|spec| spec.name.to_string());
    let endpoints: Vec<String> = names.collect();
    (!endpoints.is_empty()).then(|| StartFault {
        rule: "a_transaction_has_a_database",
        endpoints,
        option: Some("idempotent".to_owned()),
        source: None,
        message:
            "`idempotent = \"tx\"` is a transaction of a database, and the keys are kept in memory"
                .to_owned(),
        help: "add `.store(Store::postgres(&db).await?)` to the builder, or write `idempotent`"
            .to_owned(),
    })
}

/// Who says which version is meant where none is said means one that there is.
fn the_default_version_is_served(start: &Start<'_>, effective: &Effective) -> Option<StartFault> {
    let default = start.versions.default_number()?;
    let known: BTreeSet<u16> = effective
        .specs
        .iter()
        .filter_map(|spec| Some(spec.version?.number()))
        .collect();
    let help = match known.iter().map(u16::to_string).collect::<Vec<_>>() {
        none if none.is_empty() => {
            "write `version = \"1\"` at an endpoint, or leave `.versions(…)` out".to_owned()
        }
        known => format!("say one that there is: {}", known.join(", ")),
    };
    (!known.contains(&default)).then(|| StartFault {
        rule: "the_default_version_is_served",
        endpoints: Vec::new(),
        option: Some("version".to_owned()),
        source: None,
        message: format!(
            "requests that say no version mean version `{default}`, and no endpoint has that"
        ),
        help,
    })
}

/// A name that no header can have is one that no request says.
fn a_header_can_say_the_version(start: &Start<'_>) -> Option<StartFault> {
    let name = start.versions.header()?.err()?;
    Some(StartFault {
        rule: "a_header_can_say_the_version",
        endpoints: Vec::new(),
        option: Some("version".to_owned()),
        source: None,
        message: format!(
            "`{name}` is no name of a header, and requests are to say their version in it"
        ),
        help: "write `Versions::in_header(\"accept-version\", …)`".to_owned(),
    })
}
