//! Registration with actix: one resource per path, so that a wrong method is known as one.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_web::dev::{
    AppService, HttpServiceFactory, Payload, ResourceDef, Service, ServiceFactory, ServiceRequest,
    ServiceResponse, fn_service,
};
use actix_web::guard::{Guard, GuardContext};
use actix_web::http::Method as HttpMethod;
use actix_web::web::{ServiceConfig, resource};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use hardpoint_policy::{Method, ServedAt, Version, same_shape};

use crate::endpoint::{Endpoint, Routed};
use crate::pipeline;
use crate::registry::Entry;
use crate::runtime::{Hardpoint, Shared};
use crate::server::{PROBES, answer_probe};
use crate::site::LocalSite;

impl Hardpoint {
    /// Mounts this runtime's endpoints on an `App`, with answers in the envelope for unknown
    /// paths (404), wrong methods (405 with `Allow`) and `OPTIONS` (204 with `Allow`).
    ///
    /// Paths are tried in the order of the list, so fixed paths go before captures. It sets the
    /// `App`'s default service; services of your own may be registered before or after it. Where
    /// [`run`](crate::Builder::run) serves them, probes come before any capture.
    pub fn mount(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
        let hardpoint = self.clone();
        move |config| {
            if hardpoint.probes().is_some() && takes_probes(&hardpoint) {
                config.service(resource(PROBES).default_service(fn_service(unrouted)));
            }
            for group in by_place(&hardpoint) {
                config.service(group);
            }
            config.default_service(fn_service(unrouted));
            config.app_data(hardpoint);
        }
    }
}

/// A probe, or a request that nobody takes.
async fn unrouted(request: ServiceRequest) -> Result<ServiceResponse, Error> {
    let (request, payload) = request.into_parts();
    let response = match answer_probe(&request) {
        Some(response) => pipeline::dressed(&request, response),
        None => pipeline::unknown_path(&request, payload).await,
    };
    Ok(ServiceResponse::new(request, response))
}

/// Whether a capture of one of them would take the path of a probe, which then has to come first.
/// Elsewhere no request has to be looked at before its endpoint is found.
fn takes_probes(hardpoint: &Hardpoint) -> bool {
    let paths = places(hardpoint).into_iter().map(|(at, _)| at.path);
    paths
        .map(ResourceDef::new)
        .any(|path| PROBES.iter().any(|probe| path.is_match(probe)))
}

/// Registers one endpoint alone: it takes the methods it has and lets others fall through, so
/// that endpoints of one path can be registered one by one.
pub(crate) fn register<E: Routed>(config: &mut AppService) {
    if let Some(path) = E::spec().path.as_deref() {
        let entries = vec![Entry::of::<E>()];
        let resource = PathResource {
            path,
            version: None,
            allowed: allowed(&entries),
            entries,
            leaves_others: true,
        };
        resource.register(config);
    }
}

/// What actix hands to an endpoint that is mounted by hand.
#[doc(hidden)]
pub struct Incoming {
    request: HttpRequest,
    payload: Payload,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}

impl FromRequest for Incoming {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
        }))
    }
}

/// The answer of an endpoint that is mounted by hand.
pub(crate) type Serve = LocalBoxFuture<'static, HttpResponse>;

/// Serves one request of an endpoint that is mounted by hand.
pub(crate) fn handle<E: Endpoint>(incoming: Incoming) -> Serve {
    let entry = Entry::of::<E>();
    let site = Rc::new(LocalSite(
        Hardpoint::of(&incoming.request).site(&entry, &incoming.request),
    ));
    pipeline::serve(
        site,
        incoming.request,
        incoming.payload,
        (entry.invocation)(),
    )
}

/// All endpoints of one path, spelled in one way, and of one version where a header says that.
struct PathResource {
    path: &'static str,
    version: Option<Meant>,
    entries: Vec<Entry>,
    /// The methods of the path, in whatever way its captures are called.
    allowed: Vec<HttpMethod>,
    /// Whether other methods are left to those who come after it.
    leaves_others: bool,
}

fn by_place(hardpoint: &Hardpoint) -> Vec<PathResource> {
    let mut groups: Vec<PathResource> = Vec::new();
    for (at, entry) in places(hardpoint) {
        let is_it = |group: &&mut PathResource| group.path == at.path && group.says() == at.version;
        match groups.iter_mut().find(is_it) {
            Some(group) => group.entries.push(entry),
            None => groups.push(PathResource {
                path: at.path,
                version: at.version.map(|version| Meant {
                    version,
                    shared: Arc::clone(hardpoint.shared()),
                }),
                entries: vec![entry],
                allowed: Vec::new(),
                leaves_others: false,
            }),
        }
    }
    for at in 0..groups.len() {
        let is_it = |group: &&PathResource| groups[at].shares_requests_with(group);
        let all: Vec<Entry> = groups
            .iter()
            .filter(is_it)
            .flat_map(|group| group.entries.clone())
            .collect();
        groups[at].leaves_others = groups[at + 1..].iter().any(|later| is_it(&later));
        groups[at].allowed = match groups[at].leaves_others {
            true => allowed(&groups[at].entries),
            false => allowed(&all),
        };
    }
    groups
}

/// Where the endpoints are served, in the order in which they are tried: those that are served
/// without a version as well come there at the end.
fn places(hardpoint: &Hardpoint) -> Vec<(ServedAt<'static>, Entry)> {
    let (versioning, entries) = (
        hardpoint.shared().versions.versioning,
        hardpoint.endpoints().entries(),
    );
    let said = entries
        .iter()
        .filter_map(|entry| Some((versioning.served_at(entry.spec)?, *entry)));
    let unsaid = entries.iter().filter_map(|entry| {
        let path = versioning.served_unversioned(entry.spec)?;
        let at = ServedAt {
            path,
            version: None,
        };
        Some((at, *entry))
    });
    said.chain(unsaid).collect()
}

/// The methods that are answered; `HEAD` wherever `GET` is (RFC 9110 §9.1).
fn allowed(entries: &[Entry]) -> Vec<HttpMethod> {
    let mut methods: BTreeSet<Method> = entries
        .iter()
        .flat_map(|entry| entry.spec.methods.iter().copied())
        .collect();
    if methods.contains(&Method::Get) {
        methods.insert(Method::Head);
    }
    methods.iter().map(|method| http_method(*method)).collect()
}

impl PathResource {
    /// The version that a header has to say for it.
    fn says(&self) -> Option<Version> {
        self.version.as_ref().map(|meant| meant.version)
    }

    /// Whether a request can be meant for either, but for its method.
    fn shares_requests_with(&self, other: &Self) -> bool {
        let meets = match (self.says(), other.says()) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        meets && same_shape(self.path, other.path)
    }

    fn into_factory(self) -> PathFactory {
        let routes = self.entries.iter().flat_map(|entry| {
            entry
                .spec
                .methods
                .iter()
                .map(|method| (http_method(*method), *entry))
        });
        PathFactory {
            routes: routes.collect(),
            allowed: self.allowed.into(),
        }
    }
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Head => HttpMethod::HEAD,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Patch => HttpMethod::PATCH,
        Method::Delete => HttpMethod::DELETE,
        Method::Options => HttpMethod::OPTIONS,
        Method::Trace => HttpMethod::TRACE,
        Method::Connect => HttpMethod::CONNECT,
        // A token of letters is always a method.
        Method::Query => HttpMethod::from_bytes(b"QUERY").unwrap_or(HttpMethod::GET),
    }
}

impl HttpServiceFactory for PathResource {
    fn register(self, config: &mut AppService) {
        let mut guards: Vec<Box<dyn Guard>> = Vec::new();
        if self.leaves_others {
            guards.push(Box::new(Serves(self.allowed.clone())));
        }
        if let Some(meant) = &self.version {
            guards.push(Box::new(meant.clone()));
        }
        config.register_service(
            ResourceDef::new(self.path),
            (!guards.is_empty()).then_some(guards),
            self.into_factory(),
            None,
        );
    }
}

/// Lets through the methods that a path answers.
struct Serves(Vec<HttpMethod>);

impl Guard for Serves {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        self.0.contains(&context.head().method)
    }
}

/// Lets through the requests of one version.
#[derive(Clone)]
struct Meant {
    version: Version,
    shared: Arc<Shared>,
}

impl Guard for Meant {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let headers = &context.head().headers;
        self.shared.versions.is_meant(self.version, headers)
    }
}

/// Makes the service of one path, once per worker.
struct PathFactory {
    routes: Vec<(HttpMethod, Entry)>,
    allowed: Rc<[HttpMethod]>,
}

impl ServiceFactory<ServiceRequest> for PathFactory {
    type Response = ServiceResponse;
    type Error = Error;
    type Config = ();
    type Service = PathService;
    type InitError = ();
    type Future = Ready<Result<PathService, ()>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let routes = self.routes.iter().map(|(method, entry)| Route {
            method: method.clone(),
            entry: *entry,
            site: OnceCell::new(),
        });
        ready(Ok(PathService {
            routes: routes.collect(),
            allowed: Rc::clone(&self.allowed),
        }))
    }
}

/// Serves one path in one worker.
struct PathService {
    routes: Vec<Route>,
    allowed: Rc<[HttpMethod]>,
}

/// One method of a path, and what its runtime keeps for it, found at the first request.
struct Route {
    method: HttpMethod,
    entry: Entry,
    site: OnceCell<Rc<LocalSite>>,
}

impl PathService {
    fn route(&self, method: &HttpMethod) -> Option<&Route> {
        let exact = self.routes.iter().find(|route| route.method == *method);
        exact.or_else(|| {
            let get = || {
                self.routes
                    .iter()
                    .find(|route| route.method == HttpMethod::GET)
            };
            if method == HttpMethod::HEAD {
                get()
            } else {
                None
            }
        })
    }

    fn answer(&self, request: &HttpRequest, payload: Payload) -> Serve {
        match self.route(request.method()) {
            Some(route) => {
                let site = route.site.get_or_init(|| {
                    Rc::new(LocalSite(
                        Hardpoint::of(request).site(&route.entry, request),
                    ))
                });
                pipeline::serve(
                    Rc::clone(site),
                    request.clone(),
                    payload,
                    (route.entry.invocation)(),
                )
            }
            None if request.method() == HttpMethod::OPTIONS => Box::pin(pipeline::options(
                request.clone(),
                payload,
                Rc::clone(&self.allowed),
            )),
            None => Box::pin(pipeline::wrong_method(
                request.clone(),
                payload,
                Rc::clone(&self.allowed),
            )),
        }
    }
}

impl Service<ServiceRequest> for PathService {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = PathFuture;

    actix_web::dev::always_ready!();

    fn call(&self, request: ServiceRequest) -> PathFuture {
        let (request, payload) = request.into_parts();
        let answer = self.answer(&request, payload);
        PathFuture {
            request: Some(request),
            answer,
        }
    }
}

/// The answer, to be joined with its request.
struct PathFuture {
    request: Option<HttpRequest>,
    answer: Serve,
}

impl Future for PathFuture {
    type Output = Result<ServiceResponse, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.answer.as_mut().poll(cx));
        match self.request.take() {
            Some(request) => Poll::Ready(Ok(ServiceResponse::new(request, response))),
            // Polled again after it was ready, which no executor does.
            None => Poll::Pending,
        }
    }
}
