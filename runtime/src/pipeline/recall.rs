//! Step 5: what is known already. The cache and the idempotency key are asked before the handler.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::exchange::{Exchange, Refused};
use crate::cache::{CacheKey, Entry, Forward, Lookup, Refresh, Served};
use crate::idempotency::{self, Begin, Call, Claim};
use crate::method::is_safe;

/// What was found.
pub(super) enum Recalled {
    /// Nothing is stored for this endpoint: the handler runs in place.
    Nothing,
    /// The answer.
    Answer(HttpResponse),
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
        key: CacheKey,
    },
    /// To its end in any case, and through the cache where it has one.
    Claimed(Claim, Option<Found>),
}

/// What the cache holds for a request that has claimed its key.
pub(super) enum Found {
    Entry(Arc<Entry>, Served),
    Nothing(Miss),
}

/// Nothing in the cache, and why.
pub(super) struct Miss {
    pub(super) key: CacheKey,
    pub(super) forward: Forward,
}

impl Exchange {
    /// 5. Recall: a replay, a hit, or what the handler is to run for.
    pub(super) fn recall(&self) -> Result<Recalled, Refused> {
        match self.claim() {
            Begin::Replay(answer) => Ok(Recalled::Answer(idempotency::replay(&answer))),
            Begin::Run(claim) => {
                let found = self.look_up().map(|(key, lookup)| match lookup {
                    Lookup::Fresh(entry) | Lookup::Stale(entry, _) => {
                        Found::Entry(entry, Served::Hit)
                    }
                    Lookup::Miss(forward) => Found::Nothing(Miss { key, forward }),
                });
                Ok(Recalled::Apart(Box::new(Way::Claimed(claim, found))))
            }
            Begin::Refused(refusal) => Err(refusal.problem().into()),
            Begin::Unprotected if is_safe(self.request.method()) => Ok(self.recall_cached()),
            Begin::Unprotected => Ok(Recalled::Nothing),
        }
    }

    fn claim(&self) -> Begin {
        let Some(plan) = &self.site.idempotency else {
            return Begin::Unprotected;
        };
        let call = Call {
            request: &self.request,
            template: self
                .site
                .spec
                .path
                .as_deref()
                .unwrap_or(&self.site.spec.name),
            principal: self.context.principal(),
            body: &self.body,
        };
        plan.begin(
            &self.site.shared.idempotency,
            call,
            self.context.clock().now(),
        )
    }

    fn recall_cached(&self) -> Recalled {
        let Some((key, lookup)) = self.look_up() else {
            return Recalled::Nothing;
        };
        match lookup {
            Lookup::Fresh(entry) => Recalled::Answer(self.respond(&entry, Served::Hit)),
            Lookup::Stale(entry, None) => Recalled::Answer(self.respond(&entry, Served::Hit)),
            Lookup::Stale(stale, Some(ticket)) => {
                Recalled::Apart(Box::new(Way::Refresh { stale, ticket, key }))
            }
            Lookup::Miss(forward) => Recalled::Apart(Box::new(Way::Fill(Miss { key, forward }))),
        }
    }

    fn look_up(&self) -> Option<(CacheKey, Lookup)> {
        let plan = self.site.cache.as_ref()?;
        let body = self.site.reads_body.then_some(&*self.body);
        let key = plan.key(&self.request, self.context.principal(), body);
        let lookup = self
            .site
            .shared
            .cache
            .lookup(&key, self.context.clock().now());
        Some((key, lookup))
    }

    /// What is stored, as this client asked for it.
    pub(super) fn respond(&self, entry: &Entry, served: Served) -> HttpResponse {
        entry.respond(self.context.clock().now(), self.request.headers(), served)
    }
}
