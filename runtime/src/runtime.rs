//! The runtime object: what all endpoints of a process share.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use hardpoint_policy::EndpointSpec;
use parking_lot::RwLock;

use crate::auth::Authentication;
use crate::builder::Builder;
use crate::cache::{Cache, Tag};
use crate::clock::Clock;
use crate::context::RequestId;
use crate::environment::Environment;
use crate::idempotency::LeftAlone;
use crate::job::Crew;
use crate::limit::{LoadGate, TrustedProxies};
use crate::manners::Manners;
use crate::observe::Red;
use crate::registry::{Endpoints, Entry};
use crate::server::{Life, Probes};
use crate::site::Site;
use crate::start::{Override, Started, Unlisted};
#[cfg(feature = "postgres")]
use crate::store::Ledger;
use crate::store::{MemoryIdempotency, MemoryRates, WatchedIdempotency, WatchedRates};
use crate::versions::Versioned;

/// The runtime: stores, clock, capacity, and the endpoints that are mounted together.
///
/// One per process, shared by all workers; clones are the same runtime. An endpoint that is
/// mounted without one is served by a default runtime of the process, from memory.
///
/// ```no_run
/// use actix_web::{App, HttpServer};
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/ping", rate = "10/s")]
/// async fn ping() -> &'static str { "pong" }
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let hardpoint = Hardpoint::builder().endpoints(endpoints![ping]).build()?;
///     HttpServer::new(move || App::new().configure(hardpoint.mount()))
///         .bind(("127.0.0.1", 8080))?
///         .run()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Hardpoint(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    endpoints: Endpoints,
    overrides: Vec<Override>,
    unlisted: Unlisted,
    crew: Crew,
    drain_budget: Duration,
    probes: Option<Probes>,
    /// By endpoint and the pattern of its route.
    sites: RwLock<HashMap<(TypeId, String), Arc<Site>>>,
}

/// What every endpoint of a runtime shares.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) manners: &'static Manners,
    pub(crate) gate: Arc<LoadGate>,
    pub(crate) left_alone: Arc<LeftAlone>,
    pub(crate) trusted_proxies: TrustedProxies,
    pub(crate) authentication: Authentication,
    pub(crate) rates: MemoryRates,
    /// Where rates are kept for several instances, if they are.
    pub(crate) shared_rates: Option<Arc<WatchedRates>>,
    /// How many of them there are.
    pub(crate) replicas: NonZeroU32,
    pub(crate) cache: Arc<Cache>,
    pub(crate) idempotency: Arc<MemoryIdempotency>,
    /// Where idempotency keys are kept for several instances, if they are.
    pub(crate) shared_idempotency: Option<Arc<WatchedIdempotency>>,
    /// Whose keys they are in any store.
    pub(crate) namespace: Box<str>,
    #[cfg(feature = "postgres")]
    pub(crate) ledger: Option<Ledger>,
    /// What becomes of requests that no endpoint takes.
    pub(crate) unmatched: Red,
    pub(crate) versions: Versioned,
    /// Whether the process was told to stop.
    pub(crate) life: Arc<Life>,
}

impl Shared {
    /// The headers of a request whose `peer` is believed in what it says of others.
    pub(crate) fn believed<'r>(
        &self,
        request: &'r HttpRequest,
        peer: Option<IpAddr>,
    ) -> Option<&'r HeaderMap> {
        self.trusted_proxies
            .trusts(peer?)
            .then(|| request.headers())
    }

    /// The id of a request: what a believed peer sent, else a new one.
    pub(crate) fn request_id(&self, believed: Option<&HeaderMap>) -> RequestId {
        believed
            .and_then(|headers| headers.get("x-request-id"))
            .and_then(RequestId::from_peer)
            .unwrap_or_else(|| RequestId::generate(&self.clock))
    }
}

/// How long runs that are cut off are waited for.
const TO_BE_CUT: Duration = Duration::from_secs(1);

/// The runtime of endpoints that were mounted without one.
static DEFAULT: LazyLock<Hardpoint> =
    LazyLock::new(|| Hardpoint::unlisting(&Environment::process()));

impl Hardpoint {
    /// Starts with the defaults: system clock, memory stores, no proxies trusted.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A runtime that no endpoint was listed for.
    pub(crate) fn unlisting(environment: &Environment) -> Self {
        Self::builder().assemble(Started {
            unlisted: Unlisted::alone(environment),
            ..Started::default()
        })
    }

    /// What it is made of.
    pub(crate) fn of_parts(
        shared: Shared,
        started: Started,
        crew: Crew,
        drain_budget: Duration,
        probes: Option<Probes>,
    ) -> Self {
        Self(Arc::new(Inner {
            shared: Arc::new(shared),
            endpoints: started.endpoints,
            overrides: started.overrides,
            unlisted: started.unlisted,
            crew,
            drain_budget,
            probes,
            sites: RwLock::default(),
        }))
    }

    /// The runtime that serves `request`: the one its `App` holds, or the process's default.
    pub(crate) fn of(request: &HttpRequest) -> &Self {
        // To name the default is to make it.
        request
            .app_data::<Self>()
            .unwrap_or_else(|| LazyLock::force(&DEFAULT))
    }

    /// What this runtime keeps for one endpoint at the route that `request` took; made at its
    /// first use.
    ///
    /// The same endpoint mounted at two routes keeps two: what one of them stored is not the
    /// other's.
    pub(crate) fn site(&self, entry: &Entry, request: &HttpRequest) -> Arc<Site> {
        let pattern = request.match_pattern().unwrap_or_default();
        self.site_at(entry, with_version(entry.spec, pattern))
    }

    /// Makes what every endpoint of its list keeps at its own path, so that each metric has all of
    /// its series before the first request.
    pub(crate) fn prepare(&self) {
        for entry in self.0.endpoints.entries() {
            if let Some(path) = entry.spec.path.as_deref() {
                self.site_at(entry, path.to_owned());
            }
        }
    }

    fn site_at(&self, entry: &Entry, pattern: String) -> Arc<Site> {
        let route = (entry.id, pattern);
        if let Some(site) = self.0.sites.read().get(&route) {
            return Arc::clone(site);
        }
        let mut sites = self.0.sites.write();
        let site = || {
            let listed = self.0.endpoints.entry(entry);
            let entry = listed.unwrap_or(entry);
            let site = Site::new(
                entry,
                &route.1,
                Arc::clone(&self.0.shared),
                &self.0.endpoints,
            );
            match listed.is_none() && self.0.unlisted.refuses(entry.spec) {
                true => site.refusing(),
                false => site,
            }
        };
        let site = sites
            .entry(route.clone())
            .or_insert_with(|| Arc::new(site()));
        Arc::clone(site)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.0.endpoints
    }

    /// What each of its endpoints promises, as it is enforced, in the order of the lists.
    pub fn specs(&self) -> impl Iterator<Item = &'static EndpointSpec> {
        self.0.endpoints.specs()
    }

    /// The policies that are not as the code says, each with where that stands.
    pub fn overrides(&self) -> &[Override] {
        &self.0.overrides
    }

    /// How long requests in flight are given when the process is told to stop:
    /// `HttpServer::new(…).shutdown_timeout(hardpoint.drain_budget().as_secs())`.
    pub fn drain_budget(&self) -> Duration {
        self.0.drain_budget
    }

    /// How many requests are being served by this process.
    pub fn in_flight(&self) -> usize {
        self.0.shared.gate.in_flight()
    }

    /// Lets the [jobs](crate::Builder::jobs) of the runtime run when they are due: for a server that
    /// is not [`run`](crate::Builder::run), which does it by itself. Done again, it does nothing.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it.
    pub fn start_jobs(&self) -> io::Result<()> {
        self.0.crew.start()
    }

    /// Ends the jobs that [`start_jobs`](Self::start_jobs) began, for good: no run begins any more,
    /// and those that go on after `longest` are cut off.
    pub async fn stop_jobs(&self, longest: Duration) {
        self.0.crew.end(longest, TO_BE_CUT).await;
    }

    pub(crate) fn crew(&self) -> &Crew {
        &self.0.crew
    }

    /// How many runs go on whose clients have gone.
    pub(crate) fn runs_left_alone(&self) -> usize {
        self.0.shared.left_alone.count()
    }

    /// Waits until the store of idempotency keys has heard of every run that has ended.
    pub(crate) async fn keys_settled(&self) {
        if let Some(store) = &self.0.shared.shared_idempotency {
            store.settled().await;
        }
    }

    /// Waits until everybody knows what is out of date.
    pub(crate) async fn announced(&self) {
        self.0.shared.cache.announced().await;
    }

    /// What probes are told; nothing where the server is not ours.
    pub(crate) fn probes(&self) -> Option<&Probes> {
        self.0.probes.as_ref()
    }

    /// Makes every cached answer under `tag` invalid for all endpoints of this runtime, at once, and
    /// for other instances as soon as they hear of it; [`invalidate_everywhere`] waits for that.
    ///
    /// A fill that began before the call cannot bring the old answer back.
    ///
    /// [`invalidate_everywhere`]: Self::invalidate_everywhere
    pub fn invalidate(&self, tag: &str) {
        self.0
            .shared
            .cache
            .invalidate(&[Tag::named(tag.as_bytes())]);
    }

    /// The same, and waits until it is announced: until the [`Store`](crate::Store) knows of it, and
    /// every other instance that listens is bound to hear of it. It takes as long as that is away,
    /// and goes on when the future is dropped.
    pub async fn invalidate_everywhere(&self, tag: &str) {
        let tags = [Tag::named(tag.as_bytes())];
        if let Some(announced) = self.0.shared.cache.invalidate(&tags) {
            announced.everywhere().await;
        }
    }
}

/// A route that leads to an endpoint, with the version in it even where the request has that
/// elsewhere: `/api/v2/orders`, of `/api/orders`.
fn with_version(spec: &EndpointSpec, pattern: String) -> String {
    let (Some(path), Some(bare)) = (spec.path.as_deref(), spec.unversioned_path()) else {
        return pattern;
    };
    match pattern.strip_suffix(bare) {
        _ if pattern.ends_with(path) => pattern,
        Some(before) => format!("{before}{path}"),
        // actix tells the first route of which the path could be, whatever a header says.
        None => path.to_owned(),
    }
}

impl fmt::Debug for Hardpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hardpoint")
            .field("endpoints", &self.0.endpoints)
            .finish_non_exhaustive()
    }
}
