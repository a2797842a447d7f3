//! How a runtime is put together: what is said of it before it starts.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::EndpointSpec;

use crate::auth::{Authentication, Authenticator};
use crate::cache::{self, Cache};
use crate::clock::Clock;
use crate::dependency::{self, Dependencies};
use crate::environment::Environment;
use crate::job::{Claims, Crew, Job, Jobs, Makings, Values};
use crate::limit::{LoadGate, TrustedProxies};
use crate::manners::{CursorKey, Manners};
use crate::observe::{Red, describe_metrics};
use crate::registry::Endpoints;
use crate::runtime::{Hardpoint, Shared};
#[cfg(feature = "testing")]
use crate::server::Registration;
use crate::server::{Around, Life, Probes};
use crate::start::{self, Served, Start, StartError, Started};
use crate::store::{
    IdempotencyBound, MemoryIdempotency, MemoryRates, Store, WatchedIdempotency, WatchedRates,
};
use crate::versions::{Versioned, Versions};

/// Settings of a [`Hardpoint`]; each has a safe default.
#[derive(Debug, Clone)]
pub struct Builder {
    clock: Clock,
    capacity: usize,
    trusted_proxies: TrustedProxies,
    authentication: Authentication,
    store: Store,
    replicas: u32,
    rate_keys: usize,
    cache_bytes: u64,
    idempotency: IdempotencyBound,
    drain_budget: Duration,
    environment: Option<Environment>,
    overrides_file: Option<PathBuf>,
    endpoints: Endpoints,
    jobs: Jobs,
    dependencies: Dependencies,
    /// What handlers and jobs take as `Data`.
    pub(crate) values: Values,
    pub(crate) around: Around,
    life: Arc<Life>,
    probes: Option<Probes>,
    served: Option<Served>,
    manners: Manners,
    versions: Versions,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            clock: Clock::system(),
            capacity: LoadGate::DEFAULT_CAPACITY,
            trusted_proxies: TrustedProxies::default(),
            authentication: Authentication::default(),
            store: Store::memory(),
            replicas: 1,
            rate_keys: MemoryRates::DEFAULT_MAX_KEYS,
            cache_bytes: cache::DEFAULT_CAPACITY,
            idempotency: IdempotencyBound::default(),
            drain_budget: Duration::from_secs(30),
            environment: None,
            overrides_file: None,
            endpoints: Endpoints::default(),
            jobs: Jobs::default(),
            dependencies: Dependencies::default(),
            values: Values::default(),
            around: Around::default(),
            life: Arc::default(),
            probes: None,
            served: None,
            manners: Manners::default(),
            versions: Versions::default(),
        }
    }
}

/// A service of these endpoints of which nothing else is said.
impl From<Endpoints> for Builder {
    fn from(endpoints: Endpoints) -> Self {
        Self::default().endpoints(endpoints)
    }
}

impl Builder {
    /// The endpoints that [`Hardpoint::mount`] mounts; called again, it adds to them.
    #[must_use]
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = self.endpoints.and(endpoints);
        self
    }

    /// The jobs that [`run`](Self::run) runs when they are due; called again, it adds to them. See
    /// [`#[job]`](macro@crate::job).
    #[must_use]
    pub fn jobs(mut self, jobs: Jobs) -> Self {
        self.jobs = self.jobs.and(jobs);
        self
    }

    /// One more job.
    #[must_use]
    pub fn job<J: Job>(mut self, job: J) -> Self {
        self.jobs = self.jobs.and_job(job);
        self
    }

    /// The dependencies that are seen on the admin listener and in metrics before their first call,
    /// whose options can be [overridden](crate::docs::overrides), and whose guards are held against
    /// each other when the service starts; called again, it adds to them.
    ///
    /// One that is not listed is guarded all the same, by what its attribute says, and is seen from its
    /// first call on. See [`#[dependency]`](macro@crate::dependency).
    #[must_use]
    pub fn dependencies(mut self, dependencies: impl Into<Dependencies>) -> Self {
        self.dependencies = self.dependencies.and(dependencies);
        self
    }

    /// Where the time comes from; the system unless said. Tests hand in [`Clock::manual`].
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How many requests may be in flight at once in this process, 10,000 unless said; at least 1.
    ///
    /// Endpoints of `criticality = "sheddable"` are refused with 503 beyond 75 % of it, ordinary
    /// ones beyond 90 %, critical ones beyond all of it.
    #[must_use]
    pub fn capacity(mut self, in_flight: usize) -> Self {
        self.capacity = in_flight.max(1);
        self
    }

    /// Which peers are believed when they say whom they forward for, and which request id; none
    /// unless said.
    #[must_use]
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.trusted_proxies = proxies;
        self
    }

    /// Who finds out who makes a request; the last one said stands.
    ///
    /// It is asked by endpoints under `auth` and `authorize`, and by others that have a use for a
    /// principal: rates `per:principal` and `per:tenant`, caches under `vary:principal` and
    /// `vary:tenant`, handlers that take a [`Principal`](crate::Principal), and idempotency keys
    /// unless the endpoint is `public`. Where it is asked, bad credentials are a 401.
    #[must_use]
    pub fn authenticator(mut self, authenticator: impl Authenticator) -> Self {
        self.authentication = Authentication::by(authenticator);
        self
    }

    /// Says that a middleware finds out who makes a request, and puts a
    /// [`Principal`](crate::Principal) into the request's extensions. A request that comes without
    /// one is refused under `auth`, with `challenge` as its `WWW-Authenticate`: `Bearer`, for one.
    #[must_use]
    pub fn authenticated_by_middleware(mut self, challenge: &str) -> Self {
        self.authentication = Authentication::by_middleware(challenge);
        self
    }

    /// Where state is kept that outlives a request; in memory unless said, and then every instance
    /// of the service has its own.
    #[must_use]
    pub fn store(mut self, store: Store) -> Self {
        self.store = store;
        self
    }

    /// How many instances of the service share a store; one unless said.
    ///
    /// While the store is away, each of them lets pass its part of a rate limit: one of so many,
    /// and one request at least.
    #[must_use]
    pub fn expected_replicas(mut self, replicas: u32) -> Self {
        self.replicas = replicas;
        self
    }

    /// How many rate-limit keys are kept at most, 1,000,000 unless said; beyond that, new keys
    /// share one bucket per limit.
    #[must_use]
    pub fn rate_keys(mut self, keys: usize) -> Self {
        self.rate_keys = keys;
        self
    }

    /// How many bytes of cached answers are kept at most, 64 MiB unless said.
    #[must_use]
    pub fn cache_bytes(mut self, bytes: u64) -> Self {
        self.cache_bytes = bytes;
        self
    }

    /// How many idempotency keys are kept at most, and how many bytes of their answers: 100,000
    /// and 256 MiB unless said. Beyond that, requests with new keys are refused with 503, for no
    /// answer is forgotten before its time.
    #[must_use]
    pub fn idempotency_keys(mut self, keys: usize, bytes: usize) -> Self {
        self.idempotency = IdempotencyBound { keys, bytes };
        self
    }

    /// Sends the values of [`reply`](crate::reply) without the envelope.
    #[must_use]
    pub fn raw_answers(mut self) -> Self {
        self.manners.raw = true;
        self
    }

    /// How requests say which version of the API they mean; in their path unless said.
    #[must_use]
    pub fn versions(mut self, versions: Versions) -> Self {
        self.versions = versions;
        self
    }

    /// The key by which cursors are known as the service's own; one of the process's own unless
    /// said, so that several instances, or one that is started anew, need it said.
    #[must_use]
    pub fn cursor_key(mut self, key: CursorKey) -> Self {
        self.manners.cursors = key;
        self
    }

    /// How long requests in flight are given when the process is told to stop, 30 seconds unless
    /// said. It is for the server to keep: hand [`Hardpoint::drain_budget`] to its
    /// `shutdown_timeout`, which counts whole seconds.
    ///
    /// An endpoint with a longer `timeout` would have its requests cut off by each deployment, and
    /// the runtime is not built. One with `timeout = "none because:…"` has said why it may be.
    #[must_use]
    pub fn drain_budget(mut self, budget: Duration) -> Self {
        self.drain_budget = budget;
        self
    }

    /// The file in which an operator states policies otherwise than the code; none unless said
    /// here, or by the variable `HARDPOINT_OVERRIDES`, but not by both.
    ///
    /// See [what overrides are](crate::docs::overrides).
    #[must_use]
    pub fn overrides_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.overrides_file = Some(path.into());
        self
    }

    /// Where variables are looked for; in the process's environment unless said.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// The runtime, if nothing keeps it from starting; else every reason at once.
    ///
    /// What an operator [overrides](crate::docs::overrides) is applied, and then everything is
    /// checked that only the whole service shows: that endpoints of several lists do not take each
    /// other's routes, names or codes of errors; that who invalidates a tag finds it cached; that
    /// there is somebody to find out who calls, where that matters; that requests end before the
    /// drain does; and, by [`run`](Self::run), what stands around the endpoints. What no endpoint can do about is only logged, as a warning: a policy of
    /// `hardpoint.toml` that none of them uses.
    ///
    /// ```
    /// use std::time::Duration;
    /// use hardpoint::prelude::*;
    ///
    /// #[endpoint(get = "/export", timeout = "5m")]
    /// async fn export() -> &'static str { "…" }
    ///
    /// let builder = || Hardpoint::builder().endpoints(endpoints![export]);
    /// let error = builder().build().unwrap_err();
    /// assert_eq!(error.faults()[0].rule, "requests_end_before_the_drain_does");
    /// assert!(builder().drain_budget(Duration::from_secs(300)).build().is_ok());
    /// ```
    pub fn build(mut self) -> Result<Hardpoint, StartError> {
        let environment = self.environment.take();
        let started = start::start(Start {
            has_transactions: self.store.has_transactions(),
            pool_wait: self.store.pool_wait(),
            endpoints: self.endpoints.clone(),
            jobs: &self.jobs,
            dependencies: &self.dependencies,
            values: &self.values,
            environment: &environment.unwrap_or_else(Environment::process),
            overrides_file: self.overrides_file.as_deref(),
            authentication: &self.authentication,
            drain_budget: self.drain_budget,
            versions: &self.versions,
            served: self.served.as_ref(),
        })?;
        Ok(self.assemble(started))
    }

    /// What the server takes out of it: the same without what stands around the endpoints.
    pub(crate) fn with_life(mut self, life: Life) -> (Self, Around, Arc<Life>) {
        let around = std::mem::take(&mut self.around);
        self.life = Arc::new(life);
        let life = Arc::clone(&self.life);
        (self, around, life)
    }

    /// The same as a test runs it, by the clock of that, and what is to be registered beside it. The
    /// process's environment is not the test's, and a test says itself who asks, where nobody else
    /// finds out.
    #[cfg(feature = "testing")]
    pub(crate) fn for_a_test(mut self, clock: Clock) -> (Self, Vec<Registration>) {
        self.clock = clock;
        self.environment.get_or_insert_default();
        if !self.authentication.is_set_up() {
            self.authentication = Authentication::by_middleware("Bearer");
        }
        let registrations = std::mem::take(&mut self.around.app);
        (self, registrations)
    }

    pub(crate) fn probes(mut self, probes: Probes) -> Self {
        self.probes = Some(probes);
        self
    }

    pub(crate) fn served(mut self, served: Served) -> Self {
        self.served = Some(served);
        self
    }

    pub(crate) fn budget(&self) -> Duration {
        self.drain_budget
    }

    pub(crate) fn assemble(self, mut started: Started) -> Hardpoint {
        describe_metrics();
        let shared = Shared {
            // It is the process's, as are the promises of its endpoints.
            manners: Box::leak(Box::new(self.manners)),
            gate: Arc::new(LoadGate::new(self.capacity).measured()),
            left_alone: Arc::default(),
            authentication: self.authentication,
            rates: MemoryRates::new(self.rate_keys),
            shared_rates: WatchedRates::of(&self.store).map(Arc::new),
            replicas: NonZeroU32::new(self.replicas).unwrap_or(NonZeroU32::MIN),
            cache: Cache::new(self.clock.clone(), self.cache_bytes, &self.store),
            clock: self.clock,
            life: self.life,
            unmatched: Red::unmatched(self.trusted_proxies.are_there()),
            versions: Versioned::of(&self.versions, started.endpoints.specs()),
            trusted_proxies: self.trusted_proxies,
            idempotency: Arc::new(MemoryIdempotency::new(self.idempotency)),
            shared_idempotency: WatchedIdempotency::of(&self.store).map(Arc::new),
            namespace: self.store.namespace_of_keys().into(),
            #[cfg(feature = "postgres")]
            ledger: self.store.ledger(),
        };
        dependency::register(&shared.clock, &started.dependencies);
        let is_cached = |spec: &EndpointSpec| spec.cache.is_some() || !spec.invalidates.is_empty();
        if started.endpoints.specs().any(is_cached) {
            shared.cache.start();
        }
        let claims = |store: &Arc<_>| Claims::new(Arc::clone(store), &shared.namespace);
        let crew = Crew::new(Makings {
            jobs: std::mem::take(&mut started.jobs),
            values: self.values,
            clock: shared.clock.clone(),
            claims: shared.shared_idempotency.as_ref().map(claims),
        });
        Hardpoint::of_parts(shared, started, crew, self.drain_budget, self.probes)
    }
}
