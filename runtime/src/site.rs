//! What a runtime keeps for one endpoint: its policies, made ready to be applied.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::http::header::HeaderName;
use hardpoint_policy::EndpointSpec;
use metrics::Counter;

use crate::auth::{AccessPlan, needs_principal};
use crate::cache::CachePlan;
use crate::idempotency::IdempotencyPlan;
use crate::lifecycle::Lifecycle;
use crate::limit::{ConcurrencyLimit, RateLimits, SharedRates};
use crate::observe::catalogue::SHED;
use crate::observe::{Place, Red};
use crate::probe::ArgFacts;
use crate::registry::{Endpoints, Entry};
use crate::runtime::Shared;

/// One endpoint of one runtime. A policy that the endpoint does not have is `None`.
pub(crate) struct Site {
    pub(crate) spec: &'static EndpointSpec,
    pub(crate) shared: Arc<Shared>,
    /// Whether something can keep it from serving before it reads a request that takes more than a
    /// look: whoever asks, the date, what is not in order, or a store outside of this process.
    pub(crate) guarded: bool,
    /// What it wants to know of whoever calls it.
    pub(crate) access: Option<AccessPlan>,
    /// Its rate limits, where this process keeps them.
    pub(crate) rates: Option<RateLimits>,
    /// Its rate limits, where a store keeps them that instances share.
    pub(crate) shared_rates: Option<SharedRates>,
    pub(crate) concurrency: Option<ConcurrencyLimit>,
    pub(crate) cache: Option<CachePlan>,
    pub(crate) idempotency: Option<IdempotencyPlan>,
    pub(crate) lifecycle: Option<Lifecycle>,
    /// The header by which it is told from its other versions, if it is.
    pub(crate) version_header: Option<HeaderName>,
    pub(crate) red: Red,
    /// Requests refused because the process was full.
    pub(crate) shed: Counter,
    /// Whether some argument may read the request's body.
    pub(crate) reads_body: bool,
    /// Whether some argument may read the query.
    pub(crate) reads_query: bool,
    /// Whether it is overridden where that cannot be applied, so that no request is served.
    pub(crate) is_refused: bool,
    /// Whether another endpoint caches what is under the same path.
    pub(crate) shares_its_path: bool,
}

/// A site as one worker holds it, under a count of its own: were each request to clone the `Arc`,
/// all workers would contend for that.
pub(crate) struct LocalSite(pub(crate) Arc<Site>);

impl Deref for LocalSite {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.0
    }
}

impl Site {
    /// The endpoint `entry` as mounted at the route `pattern`.
    pub(crate) fn new(
        entry: &Entry,
        pattern: &str,
        shared: Arc<Shared>,
        others: &Endpoints,
    ) -> Self {
        let spec = entry.spec;
        // The pattern tells two scopes apart, the function two guards on one pattern.
        let operation = format!(
            "{} {}::{}",
            spec.operation_at(pattern),
            spec.module,
            spec.name
        );
        let place = Place::of(spec, pattern);
        let reads_query = entry.args.iter().flatten().any(|arg| arg.query);
        let reads_headers: Vec<_> = entry
            .args
            .iter()
            .flatten()
            .flat_map(ArgFacts::headers)
            .collect();
        let takes_principal = entry.args.iter().flatten().any(|arg| arg.principal);
        let access = AccessPlan::new(spec, takes_principal, shared.authentication.can_ask());
        let lifecycle = Lifecycle::of(spec);
        let (mut rates, mut shared_rates) = (None, None);
        match &shared.shared_rates {
            None => rates = RateLimits::new(&operation, &spec.rates),
            Some(store) => {
                let store = Arc::clone(store);
                shared_rates = SharedRates::new(&operation, &spec.rates, store, shared.replicas);
            }
        }
        if access.is_some() {
            rates = rates.map(RateLimits::in_two_steps);
            shared_rates = shared_rates.map(SharedRates::in_two_steps);
        }
        let counted = [&*place.endpoint, &*place.route, spec.criticality.as_str()];
        Self {
            spec,
            guarded: access.is_some() || lifecycle.is_some() || shared_rates.is_some(),
            rates: rates.map(|rates| rates.measured(&place)),
            shared_rates: shared_rates.map(|rates| rates.measured(&place)),
            access,
            lifecycle,
            concurrency: spec
                .concurrency
                .as_ref()
                .map(|policy| ConcurrencyLimit::new(policy).measured(&place)),
            // The policy's names of headers are tokens; one that is none means no cache.
            cache: spec.cache.as_ref().and_then(|policy| {
                let plan = CachePlan::new(&operation, policy, reads_query, &reads_headers).ok()?;
                Some(plan.guarded(needs_principal(spec)).measured(&place))
            }),
            idempotency: spec.idempotency.map(|policy| {
                IdempotencyPlan::new(&shared.namespace, &operation, policy, &spec.timeout)
                    .measured(&place)
            }),
            version_header: shared.versions.header_of(spec).cloned(),
            red: Red::new(&place, spec, shared.trusted_proxies.are_there()),
            shed: SHED.counter(counted),
            is_refused: false,
            reads_query,
            reads_body: entry.args.iter().flatten().any(|arg| arg.body),
            shares_its_path: spec.path.is_some()
                && others
                    .specs()
                    .any(|other| other.path == spec.path && other.cache.is_some()),
            shared,
        }
    }

    /// Its rate limits, wherever they are kept.
    #[inline]
    pub(crate) fn limits(&self) -> Option<&RateLimits> {
        match &self.rates {
            Some(rates) => Some(rates),
            None => self.shared_rates.as_ref().map(SharedRates::limits),
        }
    }

    /// The same, with every request refused.
    pub(crate) fn refusing(self) -> Self {
        Self {
            is_refused: true,
            guarded: true,
            ..self
        }
    }
}
