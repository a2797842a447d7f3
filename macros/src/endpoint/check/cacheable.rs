//! Rules of `cache` and of replays that hang on types: what a cached handler takes is part of the
//! key, and what is kept of an answer is the whole of it, for everybody.

use hardpoint_policy::{Access, CachePolicy, EndpointSpec, Vary};
use syn::{ReturnType, Signature};

use super::options::Places;
use super::{named, signature};
use crate::endpoint::demand::{Demand, Key};
use crate::endpoint::plan::{Argument, Kind};

/// What the compiler must be asked.
pub(super) fn demands(
    spec: &EndpointSpec,
    arguments: &[Argument],
    signature: &Signature,
    places: &Places,
) -> Vec<Demand> {
    let mut demands = Vec::new();
    if let Some(policy) = &spec.cache {
        demands.extend(every_argument_is_in_the_key(
            spec, policy, arguments, places,
        ));
    }
    demands.extend(answers_are_kept_whole(spec, signature, places));
    demands
}

/// What is stored answers every request with the same key: what the handler was given must be
/// decided by it.
fn every_argument_is_in_the_key(
    spec: &EndpointSpec,
    policy: &CachePolicy,
    arguments: &[Argument],
    places: &Places,
) -> Vec<Demand> {
    let listed: Vec<String> = policy
        .vary
        .iter()
        .filter_map(|vary| match vary {
            Vary::Header(name) => Some(name.clone().into_owned()),
            Vary::Principal | Vary::Tenant => None,
        })
        .collect();
    let by_caller = policy.vary.len() > listed.len();
    let is_personal = matches!(spec.access, Access::Principal | Access::Scopes(_));
    let key = Key {
        // Beside `auth`, a key that does not say is refused where `cache` is said.
        caller: by_caller || (is_personal && !policy.shared),
        header: !listed.is_empty(),
        // Together with one that asks, `shared` is refused where it is said.
        shared: policy.shared && !by_caller,
    };
    let note = places.note("cache");
    let mut demands = Vec::new();
    for argument in arguments {
        // A type that is called otherwise may be a header all the same.
        if key.header && (argument.kind == Kind::Header || argument.is_doubtful()) {
            demands.push(Demand::HeaderListed(
                argument.clone(),
                listed.clone(),
                note.clone(),
            ));
        }
        demands.push(Demand::Cacheable(argument.clone(), key, note.clone()));
    }
    demands
}

/// A stream is gone once it is sent, and a cookie is for one client. What a type does not say is
/// looked at when the answer is there.
fn answers_are_kept_whole(
    spec: &EndpointSpec,
    signature: &Signature,
    places: &Places,
) -> Option<Demand> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    if named::is_whole(ty) {
        return None;
    }
    let ty = signature::nameable(ty, signature)?;
    if spec.cache.is_some() {
        Some(Demand::Storable(ty, places.note("cache")))
    } else {
        spec.takes_idempotency_keys()
            .then(|| Demand::Replayable(ty, places.note("idempotent")))
    }
}
