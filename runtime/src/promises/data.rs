//! Promises as plain data: numbers, flags, and borrowed texts and lists.

use std::borrow::Cow;
use std::panic::Location;

use hardpoint_policy::{
    Access as AccessPolicy, BodyLimit, CachePolicy, Concurrency, Criticality, Date, Deprecation,
    Duration, EndpointSpec, Idempotency, InvalidatedBy, Method, Mode, OnOutage, Rate, RateKey,
    Size, Slo, Sunset, TagTemplate, Timeout, Vary,
};

use super::Text;
use crate::error::ErrorCodes;
use crate::probe::{ArgFacts, Known};

/// As many as an actix handler may have.
const MOST_ARGUMENTS: usize = 16;

/// All that can be said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data {
    pub(super) name: Text,
    pub(super) module: Text,
    pub(super) place: &'static Location<'static>,
    pub(super) summary: Text,
    pub(super) tag: Option<Text>,
    pub(super) policy: Option<Text>,
    pub(super) declared: &'static [Cow<'static, str>],
    pub(super) methods: &'static [Method],
    pub(super) path: Option<Text>,
    pub(super) timeout: Option<u64>,
    pub(super) no_timeout: Option<Text>,
    pub(super) body: Option<u64>,
    pub(super) stream: bool,
    pub(super) rate: OneRate,
    pub(super) rates: &'static [Rate],
    pub(super) concurrency: Limited,
    pub(super) cache: Cached,
    pub(super) invalidates: &'static [TagTemplate],
    pub(super) idempotency: Idempotent,
    pub(super) criticality: Criticality,
    pub(super) access: Access,
    pub(super) authorize: Option<Text>,
    pub(super) deprecated: End,
    pub(super) sunset: End,
    pub(super) slo: u32,
    pub(super) under: Option<u64>,
    pub(super) arguments: [ArgFacts; MOST_ARGUMENTS],
    pub(super) count: usize,
    pub(super) errors: &'static ErrorCodes,
}

/// A rate limit; none if its quota is zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneRate {
    pub(super) quota: u32,
    pub(super) window: u64,
    pub(super) key: Key,
    pub(super) burst: u32,
    pub(super) cost: u32,
    pub(super) on_outage: OnOutage,
    pub(super) mode: Mode,
}

/// What a rate limit counts apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Ip,
    Principal,
    Tenant,
    Header(Text),
    Global,
}

/// How many may run at once; any number if that is zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limited {
    pub(super) limit: u32,
    pub(super) queue: u32,
    pub(super) wait: u64,
}

/// How answers are stored; not at all without a `ttl`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cached {
    pub(super) ttl: Option<u64>,
    pub(super) stale: u64,
    pub(super) shared: bool,
    pub(super) vary: &'static [Vary],
    pub(super) tags: &'static [TagTemplate],
    pub(super) invalidated_by: InvalidatedBy,
    pub(super) max: Option<u64>,
    pub(super) statuses: &'static [u16],
}

/// Whether equal requests run once; they do not without a `ttl`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Idempotent {
    pub(super) ttl: Option<u64>,
    pub(super) optional: bool,
    pub(super) rerun_safe: bool,
    pub(super) tx: bool,
}

/// Who may call it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access {
    Unstated,
    Public,
    Principal,
    Scope(Text),
    Scopes(&'static [Cow<'static, str>]),
}

/// A day on which something ends, if one does.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) at: Option<Date>,
    pub(super) see: Option<Text>,
    pub(super) successor: Option<Text>,
}

impl Data {
    /// Nothing said.
    pub(super) const fn new(name: Text, module: Text, place: &'static Location<'static>) -> Self {
        const END: End = End {
            at: None,
            see: None,
            successor: None,
        };
        Self {
            name,
            module,
            place,
            summary: "",
            tag: None,
            policy: None,
            declared: &[],
            methods: &[],
            path: None,
            timeout: None,
            no_timeout: None,
            body: None,
            stream: false,
            rate: OneRate {
                quota: 0,
                window: 0,
                key: Key::Ip,
                burst: 0,
                cost: 1,
                on_outage: OnOutage::Local,
                mode: Mode::Enforce,
            },
            rates: &[],
            concurrency: Limited {
                limit: 0,
                queue: 0,
                wait: 0,
            },
            cache: Cached {
                ttl: None,
                stale: 0,
                shared: false,
                vary: &[],
                tags: &[],
                invalidated_by: InvalidatedBy::Endpoints,
                max: None,
                statuses: &[],
            },
            invalidates: &[],
            idempotency: Idempotent {
                ttl: None,
                optional: false,
                rerun_safe: false,
                tx: false,
            },
            criticality: Criticality::Default,
            access: Access::Unstated,
            authorize: None,
            deprecated: END,
            sunset: END,
            slo: 0,
            under: None,
            arguments: [<() as Known>::FACTS; MOST_ARGUMENTS],
            count: 0,
            errors: ErrorCodes::NONE,
        }
    }

    /// What is known of each argument.
    pub(super) const fn arguments(&self) -> &[ArgFacts] {
        self.arguments.split_at(self.count).0
    }

    /// The one rate limit.
    pub(super) const fn rate(&self) -> Option<Rate> {
        let OneRate {
            quota,
            window,
            key,
            burst,
            cost,
            on_outage,
            mode,
        } = self.rate;
        if quota == 0 {
            return None;
        }
        Some(Rate {
            quota,
            window: Duration::from_millis(window),
            key: match key {
                Key::Ip => RateKey::Ip,
                Key::Principal => RateKey::Principal,
                Key::Tenant => RateKey::Tenant,
                Key::Header(name) => RateKey::Header(Cow::Borrowed(name)),
                Key::Global => RateKey::Global,
            },
            burst,
            cost,
            on_outage,
            mode,
        })
    }

    /// The one scope.
    pub(super) const fn scope(&self) -> Option<Cow<'static, str>> {
        match self.access {
            Access::Scope(scope) => Some(Cow::Borrowed(scope)),
            _ => None,
        }
    }

    /// All of it; `rate` and `scope` are those that stand alone, which are borrowed from elsewhere.
    pub(super) const fn spec(
        &self,
        rate: &'static [Rate],
        scope: &'static [Cow<'static, str>],
    ) -> EndpointSpec {
        EndpointSpec {
            name: Cow::Borrowed(self.name),
            tag: borrowed(self.tag),
            summary: Cow::Borrowed(self.summary),
            methods: Cow::Borrowed(self.methods),
            path: borrowed(self.path),
            timeout: match (self.timeout, self.no_timeout) {
                (Some(millis), _) => Timeout::After(Duration::from_millis(millis)),
                (None, Some(because)) => Timeout::None {
                    because: Cow::Borrowed(because),
                },
                (None, None) => Timeout::DEFAULT,
            },
            body: match self.body {
                Some(bytes) => BodyLimit::Max(Size::from_bytes(bytes)),
                None if self.stream => BodyLimit::Stream,
                None => BodyLimit::DEFAULT,
            },
            rates: Cow::Borrowed(match self.rates {
                [] => rate,
                several => several,
            }),
            concurrency: self.concurrency.policy(),
            cache: self.cache.policy(),
            invalidates: Cow::Borrowed(self.invalidates),
            idempotency: self.idempotency.policy(),
            criticality: self.criticality,
            access: match self.access {
                Access::Unstated => AccessPolicy::Unstated,
                Access::Public => AccessPolicy::Public,
                Access::Principal => AccessPolicy::Principal,
                Access::Scope(_) => AccessPolicy::Scopes(Cow::Borrowed(scope)),
                Access::Scopes(scopes) => AccessPolicy::Scopes(Cow::Borrowed(scopes)),
            },
            authorize: borrowed(self.authorize),
            deprecated: match self.deprecated.at {
                Some(since) => Some(Deprecation {
                    since,
                    see: borrowed(self.deprecated.see),
                    successor: borrowed(self.deprecated.successor),
                }),
                None => None,
            },
            sunset: match self.sunset.at {
                Some(at) => Some(Sunset {
                    at,
                    see: borrowed(self.sunset.see),
                }),
                None => None,
            },
            slo: match self.slo {
                0 => None,
                objective => Some(Slo {
                    objective,
                    under: match self.under {
                        Some(millis) => Some(Duration::from_millis(millis)),
                        None => None,
                    },
                }),
            },
            policy: borrowed(self.policy),
            declared: Cow::Borrowed(self.declared),
            module: self.module,
            file: self.place.file(),
            line: self.place.line(),
        }
    }
}

impl Limited {
    const fn policy(&self) -> Option<Concurrency> {
        match self.limit {
            0 => None,
            limit => Some(Concurrency {
                limit,
                queue: self.queue,
                wait: Duration::from_millis(self.wait),
            }),
        }
    }
}

impl Cached {
    const fn policy(&self) -> Option<CachePolicy> {
        match self.ttl {
            Some(ttl) => Some(CachePolicy {
                ttl: Duration::from_millis(ttl),
                stale: Duration::from_millis(self.stale),
                shared: self.shared,
                vary: Cow::Borrowed(self.vary),
                tags: Cow::Borrowed(self.tags),
                invalidated_by: self.invalidated_by,
                max: match self.max {
                    Some(bytes) => Size::from_bytes(bytes),
                    None => CachePolicy::DEFAULT_MAX,
                },
                statuses: Cow::Borrowed(self.statuses),
            }),
            None => None,
        }
    }
}

impl Idempotent {
    const fn policy(&self) -> Option<Idempotency> {
        match self.ttl {
            Some(ttl) => Some(Idempotency {
                ttl: Duration::from_millis(ttl),
                optional: self.optional,
                rerun_safe: self.rerun_safe,
                tx: self.tx,
            }),
            None => None,
        }
    }
}

const fn borrowed(text: Option<Text>) -> Option<Cow<'static, str>> {
    match text {
        Some(text) => Some(Cow::Borrowed(text)),
        None => None,
    }
}
