//! Step 5: what is known already. The cache and the idempotency key are asked before the handler.

use std::sync::Arc;

use actix_web::HttpResponse;
use tracing::Span;
use tracing::field::Empty;

use super::exchange::{Exchange, Refused};
use crate::cache::{CacheKey, CachePlan, Entry, Forward, Lookup, Refresh, Served};
use crate::clock::Moment;
use crate::idempotency::{self, Asked, Begin, Call, Claim, IdempotencyPlan, Once, Refusal};
use crate::method::is_safe;
use crate::store::EntryKey;
use crate::traces::stage;

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
    /// The same, if the store grants it that all instances share.
    Shared(Once),
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

/// The span of what the cache does for a request.
pub(super) fn cache_span() -> Span {
    stage!("cache", hardpoint.cache.result = Empty)
}

impl Exchange {
    /// 5. Recall: a replay, a hit, or what the handler is to run for.
    pub(super) fn recall(&self) -> Recalled {
        if let Some(plan) = &self.site.idempotency
            && let Some(recalled) = self.with_key(plan)
        {
            return recalled;
        }
        match is_safe(self.request.method()) {
            true => self.cached(),
            false => Recalled::Nothing,
        }
    }

    /// What follows from the key; nothing where there is none and needs none.
    fn with_key(&self, plan: &IdempotencyPlan) -> Option<Recalled> {
        #[cfg(feature = "postgres")]
        if self.site.spec.idempotency.is_some_and(|policy| policy.tx) {
            return Some(self.in_transaction(plan));
        }
        let refused = |refusal: Refusal| Recalled::Answer(Err(refusal.problem().into()));
        let shared = &self.site.shared;
        if shared.shared_idempotency.is_some() {
            return match plan.asked(self.call()) {
                Asked::Once(once) => Some(Recalled::Apart(Box::new(Way::Shared(once)))),
                Asked::Unprotected => None,
                Asked::Refused(refusal) => Some(refused(refusal)),
            };
        }
        let now = self.context.clock().now();
        let _stage = stage!("claim").entered();
        Some(match plan.begin(&shared.idempotency, self.call(), now) {
            Begin::Replay(answer) => Recalled::Answer(Ok(idempotency::replay(&answer))),
            Begin::Run(claim) => Recalled::Apart(Box::new(Way::Claimed(claim, self.found()))),
            Begin::Refused(refusal) => refused(refusal),
            Begin::Unprotected => return None,
        })
    }

    /// What becomes of something that is to be done once, where a store decides that all instances
    /// share.
    pub(super) async fn claim(&self, once: Once) -> Begin {
        let (Some(plan), Some(store)) =
            (&self.site.idempotency, &self.site.shared.shared_idempotency)
        else {
            return Begin::Unprotected;
        };
        plan.begin_shared(store, once).await
    }

    /// What the cache holds for a request that has claimed its key, where it has a cache.
    pub(super) fn found(&self) -> Option<Found> {
        let plan = self.site.cache.as_ref()?;
        let (key, lookup) = self.look_up(plan, self.context.clock().now());
        Some(match lookup {
            Lookup::Fresh(entry) | Lookup::Stale(entry, _) => Found::Entry(entry, Served::Hit),
            Lookup::Miss(forward) => Found::Nothing(Miss {
                keys: self.keys(plan, key),
                forward,
            }),
        })
    }

    /// What is known of the key is found out by the transaction itself.
    #[cfg(feature = "postgres")]
    fn in_transaction(&self, plan: &IdempotencyPlan) -> Recalled {
        Recalled::Apart(Box::new(Way::Transaction(match plan.asked(self.call()) {
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
                cache_span().record("hardpoint.cache.result", "hit");
                let answer = entry.respond(now, self.request.headers(), Served::Hit);
                Recalled::Answer(Ok(answer))
            }
            Lookup::Stale(stale, Some(ticket)) => {
                cache_span().record("hardpoint.cache.result", "stale");
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
        plan.count(&lookup);
        (key, lookup)
    }
}
