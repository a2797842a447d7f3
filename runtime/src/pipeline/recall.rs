//! Step 5: what is known already. The cache and the idempotency key are asked before the handler.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::exchange::{Exchange, Refused};
use crate::cache::{CacheKey, CachePlan, Entry, Forward, Lookup, Refresh, Served};
use crate::clock::Moment;
use crate::idempotency::{self, Begin, Call, Claim};
#[cfg(feature = "postgres")]
use crate::idempotency::{Asked, Once};
use crate::method::is_safe;
use crate::store::EntryKey;

/// What was found.
pub(super) enum Recalled {
    /// Nothing is stored for this endpoint: the handler runs in place.
    Nothing,
    /// The answer, a refusal included.
    Answer(Result<HttpResponse, Refused>),
    /// The handler runs apart from its client, who may leave.
    Apart(Box<Way>),
}

/// How a handler runs apart from its client.
pub(super) enum Way {
    /// To fill the cache, for all who wait for the same.
    Fill(Miss),
    /// To renew what the client is given meanwhile.
    Refresh {
        stale: Arc<Entry>,
        ticket: Refresh,
        keys: Keys,
    },
    /// To its end in any case, and through the cache where it has one.
    Claimed(Claim, Option<Found>),
    /// To its end in any case, in one transaction with its answer, which is recorded where the
    /// request has a key.
    #[cfg(feature = "postgres")]
    Transaction(Option<Once>),
}

/// What the cache holds for a request that has claimed its key.
pub(super) enum Found {
    Entry(Arc<Entry>, Served),
    Nothing(Miss),
}

/// Nothing in the cache, and why.
pub(super) struct Miss {
    pub(super) keys: Keys,
    pub(super) forward: Forward,
}

/// Under which keys an answer is stored: here, and in a second level.
pub(super) struct Keys {
    pub(super) here: CacheKey,
    pub(super) elsewhere: Option<EntryKey>,
}

impl Exchange {
    /// 5. Recall: a replay, a hit, or what the handler is to run for.
    pub(super) fn recall(&self) -> Recalled {
        #[cfg(feature = "postgres")]
        if self.site.spec.idempotency.is_some_and(|policy| policy.tx) {
            return self.recall_by_transaction();
        }
        match self.claim() {
            Begin::Replay(answer) => Recalled::Answer(Ok(idempotency::replay(&answer))),
            Begin::Run(claim) => {
                let found = self.site.cache.as_ref().map(|plan| {
                    let (key, lookup) = self.look_up(plan, self.context.clock().now());
                    match lookup {
                        Lookup::Fresh(entry) | Lookup::Stale(entry, _) => {
                            Found::Entry(entry, Served::Hit)
                        }
                        Lookup::Miss(forward) => Found::Nothing(Miss {
                            keys: self.keys(plan, key),
                            forward,
                        }),
                    }
                });
                Recalled::Apart(Box::new(Way::Claimed(claim, found)))
            }
            Begin::Refused(refusal) => Recalled::Answer(Err(refusal.problem().into())),
            Begin::Unprotected if is_safe(self.request.method()) => self.cached(),
            Begin::Unprotected => Recalled::Nothing,
        }
    }

    fn claim(&self) -> Begin {
        let Some(plan) = &self.site.idempotency else {
            return Begin::Unprotected;
        };
        plan.begin(
            &self.site.shared.idempotency,
            self.call(),
            self.context.clock().now(),
        )
    }

    /// What is known of the key is found out by the transaction itself.
    #[cfg(feature = "postgres")]
    fn recall_by_transaction(&self) -> Recalled {
        let asked = match &self.site.idempotency {
            Some(plan) => plan.asked(self.call()),
            None => Asked::Unprotected,
        };
        Recalled::Apart(Box::new(Way::Transaction(match asked {
            Asked::Once(once) => Some(once),
            Asked::Unprotected => None,
            Asked::Refused(refusal) => return Recalled::Answer(Err(refusal.problem().into())),
        })))
    }

    fn call(&self) -> Call<'_> {
        let spec = self.site.spec;
        Call {
            request: &self.request,
            template: spec.path.as_deref().unwrap_or(&spec.name),
            principal: self.context.principal(),
            body: &self.body,
        }
    }

    fn cached(&self) -> Recalled {
        let Some(plan) = &self.site.cache else {
            return Recalled::Nothing;
        };
        let now = self.context.clock().now();
        let (key, lookup) = self.look_up(plan, now);
        match lookup {
            Lookup::Fresh(entry) | Lookup::Stale(entry, None) => {
                let answer = entry.respond(now, self.request.headers(), Served::Hit);
                Recalled::Answer(Ok(answer))
            }
            Lookup::Stale(stale, Some(ticket)) => {
                let keys = self.keys(plan, key);
                Recalled::Apart(Box::new(Way::Refresh {
                    stale,
                    ticket,
                    keys,
                }))
            }
            Lookup::Miss(forward) => {
                let keys = self.keys(plan, key);
                Recalled::Apart(Box::new(Way::Fill(Miss { keys, forward })))
            }
        }
    }

    /// The keys of a request whose key here is known.
    fn keys(&self, plan: &CachePlan, here: CacheKey) -> Keys {
        let (who, body) = (self.context.principal(), self.body_in_key());
        let namespace = self.site.shared.cache.namespace_beyond();
        let elsewhere = namespace.map(|name| plan.entry_key(name, &self.request, who, body));
        Keys { here, elsewhere }
    }

    fn body_in_key(&self) -> Option<&[u8]> {
        self.site.reads_body.then_some(&*self.body)
    }

    fn look_up(&self, plan: &CachePlan, now: Moment) -> (CacheKey, Lookup) {
        let body = self.body_in_key();
        let key = plan.key(&self.request, self.context.principal(), body);
        let lookup = self.site.shared.cache.lookup(&key, now);
        (key, lookup)
    }
}
