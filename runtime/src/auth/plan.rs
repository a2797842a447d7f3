//! What one endpoint wants to know of whoever calls it, made ready.

use std::borrow::Cow;

use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use hardpoint_policy::{Access, EndpointSpec, RateKey, Vary};

use crate::error::{Problem, Rejection};
use crate::principal::Principal;

/// What one endpoint wants to know of whoever calls it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccessPlan {
    /// Whether it is not served to strangers.
    is_required: bool,
    scopes: &'static [Cow<'static, str>],
}

impl AccessPlan {
    /// The plan of an endpoint that needs a principal, or that has a use for one while there is
    /// somebody to ask; `None` for one that never asks.
    pub(crate) fn new(
        spec: &'static EndpointSpec,
        takes_principal: bool,
        can_ask: bool,
    ) -> Option<Self> {
        let is_required = needs_principal(spec);
        let is_wanted = can_ask && (takes_principal || has_use_for_principal(spec));
        (is_required || is_wanted).then(|| Self {
            is_required,
            scopes: spec.access.scopes(),
        })
    }

    /// Whether that principal, or nobody, may call it.
    pub(crate) fn check(
        &self,
        principal: Option<&Principal>,
        challenge: &HeaderValue,
    ) -> Result<(), Problem> {
        let Some(principal) = principal else {
            return match self.is_required {
                true => Err(Rejection::Unauthenticated
                    .problem()
                    .header(WWW_AUTHENTICATE, challenge.clone())),
                false => Ok(()),
            };
        };
        match self.scopes.iter().all(|scope| principal.has_scope(scope)) {
            true => Ok(()),
            false => Err(Problem::insufficient_scope(self.scopes)),
        }
    }
}

/// Whether the endpoint is not served to strangers.
pub(crate) fn needs_principal(spec: &EndpointSpec) -> bool {
    spec.access.knows_the_caller() || spec.authorize.is_some()
}

/// Whether what is cached of the endpoint is a caller's own.
pub(crate) fn is_kept_apart_by_caller(spec: &EndpointSpec) -> bool {
    let of_callers = |vary: &Vary| matches!(vary, Vary::Principal | Vary::Tenant);
    let mut caches = spec.cache.iter();
    caches.any(|cache| cache.vary.iter().any(of_callers))
}

/// Whether something of the endpoint's is kept apart by principal. What is `public` says so
/// itself: a key for idempotency is everybody's there.
fn has_use_for_principal(spec: &EndpointSpec) -> bool {
    let of_rates = |key: &RateKey| matches!(key, RateKey::Principal | RateKey::Tenant);
    spec.rates.iter().any(|rate| of_rates(&rate.key))
        || is_kept_apart_by_caller(spec)
        || spec.takes_idempotency_keys() && spec.access != Access::Public
}
