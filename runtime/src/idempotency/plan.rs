//! What becomes of a request under an endpoint's idempotency, before its handler runs.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use hardpoint_policy::{Idempotency, Timeout};

use super::meters::Meters;
use super::{Claim, Refusal, fingerprint, key};
use crate::clock::Moment;
use crate::method::is_safe;
use crate::observe::Place;
use crate::principal::Principal;
use crate::random;
use crate::store::{
    ClaimOutcome, Claimed, Fingerprint, Lease, LeaseKey, MemoryIdempotency, StoreKey,
    StoredResponse, Terms, WatchedIdempotency,
};

/// How long a lease outlasts the timeout: for what comes before and after the handler.
const SLACK: Duration = Duration::from_secs(10);

/// The lease of an endpoint that takes as long as it takes; it is renewed while it runs.
const OPEN_ENDED: Duration = Duration::from_secs(60);

/// An endpoint's idempotency, with nothing left to interpret.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyPlan {
    namespace: Box<str>,
    operation: Box<str>,
    optional: bool,
    terms: Terms,
    meters: Meters,
}

/// A request that is to be run, if it may.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// Its head.
    pub(crate) request: &'a HttpRequest,
    /// The template of its route.
    pub(crate) template: &'a str,
    /// Who makes it, where that is known.
    pub(crate) principal: Option<&'a Principal>,
    /// Its body, with the content coding undone.
    pub(crate) body: &'a [u8],
}

/// What a request asks for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// To be done once.
    Once(Once),
    /// To be done: its method is safe, or it has no key and needs none.
    Unprotected,
    /// What it cannot have.
    Refused(Refusal),
}

/// Something that is to be done once.
#[derive(Debug)]
pub(crate) struct Once {
    /// Its name in the store.
    pub(crate) key: StoreKey,
    /// What it is.
    pub(crate) fingerprint: Fingerprint,
    /// How long its answer is remembered.
    #[cfg(feature = "postgres")]
    pub(crate) ttl: Duration,
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Begin {
    /// It runs, and the claim must be settled.
    Run(Claim),
    /// It runs without protection: its method is safe, or it has no key and needs none.
    Unprotected,
    /// It has been answered; see [`replay`](super::replay()).
    Replay(Arc<StoredResponse>),
    /// It does not run.
    Refused(Refusal),
}

impl IdempotencyPlan {
    /// The plan of the endpoint of that operation id, in the service of that name.
    pub(crate) fn new(
        namespace: &str,
        operation: &str,
        policy: Idempotency,
        timeout: &Timeout,
    ) -> Self {
        let lease = match timeout {
            Timeout::After(timeout) => timeout.to_std().saturating_add(SLACK),
            Timeout::None { .. } => OPEN_ENDED,
        };
        Self {
            namespace: namespace.into(),
            operation: operation.into(),
            optional: policy.optional,
            terms: Terms {
                lease,
                ttl: policy.ttl.to_std(),
                rerun_safe: policy.rerun_safe,
            },
            meters: Meters::none(),
        }
    }

    /// The same, counted as the idempotency of `place`.
    pub(crate) fn measured(self, place: &Place) -> Self {
        Self {
            meters: Meters::of(place),
            ..self
        }
    }

    /// What becomes of its requests, counted: for those who find it out themselves.
    #[cfg(feature = "postgres")]
    pub(crate) fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Which key `call` has, and what it asks for under it.
    pub(crate) fn asked(&self, call: Call<'_>) -> Asked {
        if is_safe(call.request.method()) {
            return Asked::Unprotected;
        }
        let key = match key::read(call.request.headers()) {
            Ok(Some(key)) => key,
            Ok(None) if self.optional => return Asked::Unprotected,
            Ok(None) => return self.refused(Refusal::Missing),
            Err(fault) => return self.refused(Refusal::Invalid(fault)),
        };
        Asked::Once(Once {
            key: fingerprint::store_key([&*self.namespace, &*self.operation], call.principal, &key),
            fingerprint: fingerprint::of(call.request, call.template, call.body),
            #[cfg(feature = "postgres")]
            ttl: self.terms.ttl,
        })
    }

    fn refused(&self, refusal: Refusal) -> Asked {
        self.meters.refused(refusal);
        Asked::Refused(refusal)
    }

    /// Decides what becomes of `call`, and claims its key where it is to run.
    pub(crate) fn begin(
        &self,
        store: &Arc<MemoryIdempotency>,
        call: Call<'_>,
        now: Moment,
    ) -> Begin {
        let Once {
            key, fingerprint, ..
        } = match self.asked(call) {
            Asked::Once(once) => once,
            Asked::Unprotected => return Begin::Unprotected,
            Asked::Refused(refusal) => return Begin::Refused(refusal),
        };
        let refused = Begin::Refused;
        self.counted(match store.claim(key, fingerprint, self.terms, now) {
            Claimed::Owned(owner) => {
                Begin::Run(Claim::local(Arc::clone(store), key, owner, self.terms))
            }
            Claimed::Replay(answer) => Begin::Replay(answer),
            Claimed::InFlight => refused(Refusal::InFlight),
            Claimed::Mismatch => refused(Refusal::Mismatch),
            Claimed::OutcomeUnknown => refused(Refusal::OutcomeUnknown),
            Claimed::Full => refused(Refusal::Full),
        })
    }

    /// Decides what becomes of something that is to be done once, in a store that instances share.
    pub(crate) async fn begin_shared(&self, store: &Arc<WatchedIdempotency>, once: Once) -> Begin {
        let Terms {
            lease: length,
            ttl,
            rerun_safe,
        } = self.terms;
        let lease = Lease {
            key: LeaseKey(once.key.0),
            fingerprint: once.fingerprint.0,
            owner: random::number(),
            length,
            ttl,
            rerun_safe,
        };
        let refused = Begin::Refused;
        self.counted(match store.claim(&lease).await {
            Some(ClaimOutcome::Granted) => Begin::Run(Claim::shared(Arc::clone(store), lease)),
            Some(ClaimOutcome::Answered(answer)) => match StoredResponse::from_bytes(&answer) {
                Some(answer) => Begin::Replay(Arc::new(answer)),
                None => {
                    tracing::error!(
                        "the answer to an idempotency key cannot be read: is it of a later version?"
                    );
                    refused(Refusal::OutcomeUnknown)
                }
            },
            Some(ClaimOutcome::InFlight) => refused(Refusal::InFlight),
            Some(ClaimOutcome::Mismatch) => refused(Refusal::Mismatch),
            Some(ClaimOutcome::OutcomeUnknown) => refused(Refusal::OutcomeUnknown),
            None => refused(Refusal::StoreAway),
        })
    }

    fn counted(&self, begin: Begin) -> Begin {
        match &begin {
            Begin::Run(_) => self.meters.claimed(),
            Begin::Replay(_) => self.meters.replayed(),
            Begin::Refused(refusal) => self.meters.refused(*refusal),
            Begin::Unprotected => {}
        }
        begin
    }
}

#[cfg(test)]
mod tests;
