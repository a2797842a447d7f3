//! Steps 1 to 4: one request on its way, and what it holds while it lives.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, Version};
use actix_web::{HttpMessage, HttpRequest};
use bytes::Bytes;
use hardpoint_policy::{BodyLimit, Timeout};
use tracing::Span;

use super::scheme::is_secure;
use super::time_given::time_given;
use crate::body::{self, BodyFault, SharedPayload};
use crate::context::{ContextParts, Deadline, RequestContext};
use crate::error::{Problem, Rejection};
use crate::limit::{self, InFlight, RateDecision, RateKeys, RateLimits};
use crate::observe::{AccessLine, LineId, Subject, log_request};
use crate::principal::Principal;
use crate::request::{Body, is_percent_encoded, unexpected_query};
use crate::site::LocalSite;
use crate::traces::{Began, Inbound, Recorded, Traced};

/// One request on its way. What it holds is given back when it is dropped, settled or not.
pub(super) struct Exchange {
    pub(super) site: Rc<LocalSite>,
    pub(super) request: HttpRequest,
    pub(super) context: RequestContext,
    pub(super) rates: Option<RateDecision>,
    /// The body as it counts for fingerprints: read in full, decoded.
    pub(super) body: Bytes,
    /// The body, where it goes to the handler as it comes.
    pub(super) stream: Option<SharedPayload>,
    /// Its place in the process; a run that may outlive the client takes it over.
    pub(super) place: Cell<Option<InFlight>>,
    /// Whether nobody has to be known and nothing to be read: the handler may have it as it is.
    pub(super) is_plain: bool,
    /// As what its metrics count it.
    line: LineId,
    recorded: Recorded,
    settled: bool,
}

impl Exchange {
    /// 1. Begin: id, client address, deadline; from here on the request is counted.
    pub(super) fn begin(site: Rc<LocalSite>, request: HttpRequest) -> Self {
        let shared = &site.shared;
        let received = shared.clock.now();
        let peer = request.peer_addr().map(|peer| peer.ip());
        let own = match &site.spec.timeout {
            Timeout::After(span) => Some(received.after(span.to_std())),
            Timeout::None { .. } => None,
        };
        let believed = shared.believed(&request, peer);
        let given = believed
            .and_then(time_given)
            .map(|left| received.after(left));
        let deadline = match (own, given) {
            (Some(own), Some(given)) => Some(own.min(given)),
            (own, given) => own.or(given),
        };
        let context = RequestContext::new(ContextParts {
            id: shared.request_id(believed, received),
            target: request.uri().path_and_query().cloned(),
            spec: site.spec,
            manners: shared.manners,
            deadline: Deadline::new(deadline, shared.clock.clone()),
            received,
            client: limit::client_address(request.headers(), peer, &shared.trusted_proxies),
            traced: Traced::of(Inbound::of(request.headers(), believed.is_some())),
            principal: told(&request),
            spent: Default::default(),
            #[cfg(feature = "postgres")]
            has_effects: Default::default(),
            #[cfg(feature = "postgres")]
            is_in_doubt: Default::default(),
        });
        let line = site
            .red
            .enter(request.method(), is_secure(&request, believed));
        Self {
            site,
            request,
            context,
            rates: None,
            body: Bytes::new(),
            stream: None,
            place: Cell::new(None),
            is_plain: false,
            line,
            recorded: Recorded::default(),
            settled: false,
        }
    }

    /// 2. Admit: a place in the process, then the rates that need nobody's name as one decision.
    pub(super) fn admit(&mut self, payload: Payload) -> Result<Payload, Refused> {
        match self.decide(&payload) {
            Ok(()) => Ok(payload),
            Err(problem) => Err(Refused::with_unread(problem, payload)),
        }
    }

    fn decide(&mut self, payload: &Payload) -> Result<(), Problem> {
        let shared = &self.site.shared;
        let Some(place) = shared.gate.enter(self.site.spec.criticality) else {
            self.site.shed.increment(1);
            return Err(Rejection::Overloaded.problem());
        };
        self.place.set(Some(place));
        let has_body = self.has_body(payload);
        if has_body
            && let Some(limit) = self.body_limit()
            && let Some(fault) = body::fault_declared(self.request.headers(), limit)
        {
            return Err(fault.problem());
        }
        self.charge()?;
        // Who may not be served at all is told nothing of path and query.
        if self.site.guarded {
            return Ok(());
        }
        self.is_plain = !has_body;
        self.can_be_read()
    }

    /// Whether there may be a body to read.
    pub(super) fn has_body(&self, payload: &Payload) -> bool {
        !matches!(payload, Payload::None) && body::is_announced(&self.request)
    }

    fn charge(&mut self) -> Result<(), Problem> {
        let Some(rates) = &self.site.rates else {
            return Ok(());
        };
        if self.request.method() == Method::OPTIONS {
            return Ok(());
        }
        let shared = &self.site.shared;
        let decision = rates.decide(&shared.rates, &self.rate_keys(), self.context.received());
        passed(rates, self.rates.insert(decision))
    }

    /// What this request is counted by.
    pub(super) fn rate_keys(&self) -> RateKeys<'_> {
        RateKeys {
            address: self.context.client(),
            principal: self.context.principal(),
            headers: self.request.headers(),
        }
    }

    /// Before the body is read: whether path and query are worth it. Inlined, for every request
    /// comes by.
    #[inline(always)]
    pub(super) fn can_be_read(&self) -> Result<(), Problem> {
        if !is_percent_encoded(self.request.path()) {
            return Err(Rejection::MalformedPath.problem());
        }
        let query = self.request.query_string();
        if self.site.reads_query || query.is_empty() {
            return Ok(());
        }
        unexpected_query(query).map_or(Ok(()), Err)
    }

    /// Step 4, read: the whole body, up to its limit and in time. What is left to the extractors is
    /// to decode it.
    pub(super) async fn read(&mut self, payload: Payload) -> Result<Payload, Refused> {
        let Some(limit) = self.body_limit() else {
            let shared = SharedPayload::new(payload);
            return Ok(self.stream.insert(shared).to_payload());
        };
        let context = &self.context;
        let body = body::read(
            &self.request,
            payload,
            limit,
            context.deadline(),
            context.clock(),
        )
        .await?;
        if !self.site.reads_body && !body.decoded().is_empty() {
            return Err(Rejection::UnexpectedBody.problem().into());
        }
        self.body = body.decoded().clone();
        self.request
            .extensions_mut()
            .insert(Body(body.decoded().clone()));
        Ok(body.to_payload())
    }
}

impl Exchange {
    fn body_limit(&self) -> Option<usize> {
        match self.site.spec.body {
            BodyLimit::Max(limit) => Some(usize::try_from(limit.as_bytes()).unwrap_or(usize::MAX)),
            BodyLimit::Stream => None,
        }
    }
}

/// Whether the rates let the request pass. Inlined, for every request comes by.
#[inline(always)]
pub(super) fn passed(rates: &RateLimits, decision: &RateDecision) -> Result<(), Problem> {
    match decision.retry_after() {
        Some(wait) => Err(Problem::rate_limited(wait, decision.violated(rates))),
        None => Ok(()),
    }
}

/// The version of HTTP that a request came by.
pub(super) fn version(request: &HttpRequest) -> &'static str {
    match request.version() {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => "1.1",
    }
}

/// Who makes the request, where a middleware has found it out.
fn told(request: &HttpRequest) -> OnceLock<Principal> {
    match request.extensions().get::<Principal>() {
        Some(principal) => OnceLock::from(principal.clone()),
        None => OnceLock::new(),
    }
}

/// A refusal, and what of the request's body was not read when it was made. Boxed, as it is large
/// and rare, and travels as far as every answer does.
pub(super) struct Refused(pub(super) Box<(Problem, Payload)>);

impl Refused {
    pub(super) fn with_unread(problem: Problem, unread: Payload) -> Self {
        Self(Box::new((problem, unread)))
    }

    pub(super) fn into_problem(self) -> Problem {
        self.0.0
    }

    /// The same, once what is on its way of the request has had the time to arrive.
    pub(super) async fn once_arrived(self) -> Self {
        body::let_arrive(&self.0.1).await;
        self
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::with_unread(problem, Payload::None)
    }
}

impl From<BodyFault> for Refused {
    fn from(BodyFault { kind, rest }: BodyFault) -> Self {
        Self::with_unread(kind.problem(), rest)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.site.red.leave(self.line);
        if !self.settled {
            self.left_unanswered();
        }
    }
}

impl Exchange {
    /// From here on the answer is on its way.
    pub(super) fn settled(&mut self) {
        self.settled = true;
    }

    /// From here on what is recorded is recorded as the request's, in `span`.
    pub(super) fn record_in(&mut self, span: &Span) {
        let began = Began {
            method: self.line.method(),
            route: Some(self.site.red.route()),
            scheme: self.line.scheme(),
            version: version(&self.request),
        };
        self.recorded = Recorded::begin(span, self.context.traced(), &began);
    }

    /// Whether it came over TLS, as far as that is known.
    pub(super) fn is_secure(&self) -> bool {
        self.line.is_secure()
    }

    /// Counts the answer.
    pub(super) fn answered(&self, status: StatusCode, duration: Duration) {
        self.recorded.answered(status.as_u16());
        self.site.red.record(self.line, status.as_u16(), duration);
    }

    /// Its client has left, or its time was over: that is all that can be said of it.
    #[cold]
    fn left_unanswered(&self) {
        let duration = self.context.clock().now().since(self.context.received());
        self.site.red.abandoned(self.line, duration);
        self.recorded.left_unanswered();
        let line = AccessLine::new(self.request.method(), None, duration);
        log_request(&Subject::of(&self.context, self.site.red.route()), &line);
    }
}
