//! What is known of the request that this task serves: one typed value per request.

mod current;

use std::fmt;
use std::future::{Future, Ready, ready};
use std::net::IpAddr;
use std::str;
#[cfg(feature = "postgres")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::http::uri::PathAndQuery;
use actix_web::{FromRequest, HttpRequest};
use hardpoint_policy::EndpointSpec;
use tracing::{Instrument, Span};
use uuid::fmt::Hyphenated;

use self::current::Within;
use crate::clock::{Clock, Moment};
use crate::error::Problem;
use crate::header_value;
use crate::manners::Manners;
use crate::observe::Spent;
use crate::principal::Principal;
use crate::random;
use crate::traces::{Trace, Traced};

/// What is known of the request that this task serves.
///
/// It is an extractor, and is found without being handed over by [`RequestContext::current`]
/// anywhere inside the handler, and in tasks that the handler spawns where it is
/// [carried](RequestContext::carry) into them.
#[derive(Clone)]
pub struct RequestContext(Arc<ContextParts>);

/// The parts of a [`RequestContext`], named.
pub(crate) struct ContextParts {
    pub(crate) id: RequestId,
    pub(crate) target: Option<PathAndQuery>,
    pub(crate) spec: &'static EndpointSpec,
    pub(crate) manners: &'static Manners,
    pub(crate) received: Moment,
    pub(crate) deadline: Deadline,
    pub(crate) client: Option<IpAddr>,
    pub(crate) traced: Traced,
    /// Who makes the request; set once, when it is found out.
    pub(crate) principal: OnceLock<Principal>,
    /// What it has asked of others so far.
    pub(crate) spent: Spent,
    /// Whether something has been done for it that cannot be taken back.
    #[cfg(feature = "postgres")]
    pub(crate) has_effects: AtomicBool,
    /// Whether nobody knows how much of it has been done.
    #[cfg(feature = "postgres")]
    pub(crate) is_in_doubt: AtomicBool,
}

impl RequestContext {
    pub(crate) fn new(parts: ContextParts) -> Self {
        Self(Arc::new(parts))
    }

    /// The context of the request that this task serves; `None` outside of an endpoint.
    pub fn current() -> Option<Self> {
        current::current()
    }

    /// Does `work` with this context as the current one.
    pub(crate) fn sync_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        current::during(Some(self.clone()), work)
    }

    /// Runs `work` with this context as the current one.
    pub(crate) fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        Within::new(Some(self), work)
    }

    /// Makes `work`, which is to be spawned, a part of the request that this task serves: it finds
    /// the request's context, its lines in the log have the request's id, and what it asks of the
    /// database has the request's deadline. Outside of a request it is `work` as it is.
    ///
    /// For the id alone, and no deadline, `tracing`'s `in_current_span` does.
    ///
    /// ```
    /// use hardpoint::prelude::*;
    /// use hardpoint::RequestContext;
    ///
    /// #[endpoint(post = "/orders", timeout = "2s")]
    /// async fn order() -> &'static str {
    ///     let stock = tokio::spawn(RequestContext::carry(async {
    ///         tracing::info!("looked up");
    ///     }));
    ///     let _ = stock.await;
    ///     "ordered"
    /// }
    /// ```
    pub fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
        Within::new(Self::current(), work.in_current_span())
    }

    /// The same for `work` that blocks: `spawn_blocking(RequestContext::carry_call(|| …))`.
    pub fn carry_call<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        let (context, span) = (Self::current(), Span::current());
        move || current::during(context, || span.in_scope(work))
    }

    /// Runs `work` as if there were no request: it is not done for one, though one may wait for it.
    pub(crate) fn outside<F: Future>(work: F) -> impl Future<Output = F::Output> {
        Within::new(None, work)
    }

    /// The request's id, as in its logs, its problems and its `X-Request-Id`.
    pub fn id(&self) -> &RequestId {
        &self.0.id
    }

    /// The request's path as it was sent, without the query.
    pub fn path(&self) -> &str {
        self.0.target.as_ref().map_or("", PathAndQuery::path)
    }

    /// The endpoint's promises.
    pub fn spec(&self) -> &'static EndpointSpec {
        self.0.spec
    }

    /// What all answers of the runtime have in common.
    pub(crate) fn manners(&self) -> &'static Manners {
        self.0.manners
    }

    /// From now on, something has been done for the request that cannot be taken back.
    #[cfg(feature = "postgres")]
    pub(crate) fn note_effect(&self) {
        self.0.has_effects.store(true, Ordering::Relaxed);
    }

    /// Whether something has been done for the request that cannot be taken back.
    pub(crate) fn has_effects(&self) -> bool {
        #[cfg(feature = "postgres")]
        return self.0.has_effects.load(Ordering::Relaxed);
        // Nothing is known of effects.
        #[cfg(not(feature = "postgres"))]
        false
    }

    /// From now on, nobody knows how much of the request has been done.
    #[cfg(feature = "postgres")]
    pub(crate) fn note_doubt(&self) {
        self.0.is_in_doubt.store(true, Ordering::Relaxed);
    }

    /// The work on the request was cut off, by a panic or otherwise: if something had been done,
    /// nobody knows how much.
    pub(crate) fn note_cut_off(&self) {
        #[cfg(feature = "postgres")]
        if self.has_effects() {
            self.note_doubt();
        }
    }

    /// Whether nobody knows how much of the request has been done.
    pub(crate) fn is_in_doubt(&self) -> bool {
        #[cfg(feature = "postgres")]
        return self.0.is_in_doubt.load(Ordering::Relaxed);
        // Nothing is known of effects.
        #[cfg(not(feature = "postgres"))]
        false
    }

    /// The clock by which this request is served.
    pub fn clock(&self) -> &Clock {
        &self.0.deadline.clock
    }

    /// When the request's head was in.
    pub fn received(&self) -> Moment {
        self.0.received
    }

    /// Until when the request must be answered.
    pub fn deadline(&self) -> &Deadline {
        &self.0.deadline
    }

    /// The client's address, behind declared proxies the one they vouch for; `None` where the
    /// connection has no address (a Unix socket, a test request).
    pub fn client(&self) -> Option<IpAddr> {
        self.0.client
    }

    /// The trace that the request belongs to: its caller's, where that says one that can be read, or
    /// a new one. What is called meanwhile is given its [headers](Trace::headers).
    pub fn trace(&self) -> &Trace {
        self.0.traced.trace()
    }

    /// The same, not found out yet.
    pub(crate) fn traced(&self) -> &Traced {
        &self.0.traced
    }

    /// Who makes the request, where that is known.
    pub fn principal(&self) -> Option<&Principal> {
        self.0.principal.get()
    }

    /// What it has asked of others so far.
    pub(crate) fn spent(&self) -> &Spent {
        &self.0.spent
    }

    /// Says who makes the request; the first word stands.
    pub(crate) fn know(&self, principal: Principal) {
        let _ = self.0.principal.set(principal);
    }
}

impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("id", &self.0.id)
            .field("operation", &self.0.spec.name)
            .finish_non_exhaustive()
    }
}

impl FromRequest for RequestContext {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::current().ok_or_else(|| {
            tracing::error!("a handler takes `RequestContext` but has no `#[endpoint]` attribute");
            Problem::internal()
        }))
    }
}

/// Until when a request must be answered.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Option<Moment>,
    clock: Clock,
}

impl Deadline {
    pub(crate) fn new(at: Option<Moment>, clock: Clock) -> Self {
        Self { at, clock }
    }

    /// The moment itself; `None` for an endpoint under `timeout = "none because:…"`.
    pub fn at(&self) -> Option<Moment> {
        self.at
    }

    /// What is left; zero once it has passed, `None` where there is no deadline.
    pub fn remaining(&self) -> Option<Duration> {
        self.at.map(|at| at.since(self.clock.now()))
    }

    /// What is left at `now` of `clock`, which may be another one: moments of two clocks have nothing
    /// to do with each other, spans have.
    pub(crate) fn remaining_at(&self, clock: &Clock, now: Moment) -> Option<Duration> {
        match self.at {
            // Saves reading the time twice.
            Some(at) if clock.is(&self.clock) => Some(at.since(now)),
            _ => self.remaining(),
        }
    }

    /// Whether it has passed.
    pub fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| self.clock.now() >= at)
    }
}

/// A request's id: a version 7 UUID (RFC 9562), or what a trusted peer sent as `X-Request-Id`.
pub struct RequestId(IdText);

enum IdText {
    /// Kept as text: every answer says it.
    Own([u8; Hyphenated::LENGTH]),
    Peers(HeaderValue),
}

impl RequestId {
    /// A new id, with this wall time in its head.
    pub(crate) fn generate(unix_time: Duration) -> Self {
        let millis = u64::try_from(unix_time.as_millis()).unwrap_or(u64::MAX);
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random::bits80()).into_uuid();
        let mut text = [0; Hyphenated::LENGTH];
        uuid.hyphenated().encode_lower(&mut text);
        Self(IdText::Own(text))
    }

    /// A peer's id, if it is 1 to 128 characters of `[A-Za-z0-9._-]`.
    pub(crate) fn from_peer(sent: &HeaderValue) -> Option<Self> {
        let bytes = sent.as_bytes();
        let fits = (1..=128).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b));
        fits.then(|| Self(IdText::Peers(sent.clone())))
    }

    /// The id as a header's value.
    pub(crate) fn to_header_value(&self) -> HeaderValue {
        match &self.0 {
            // Hexadecimal digits and hyphens are always a header's value.
            IdText::Own(text) => header_value::written(|value| value.extend_from_slice(text))
                .unwrap_or(const { HeaderValue::from_static("") }),
            IdText::Peers(sent) => sent.clone(),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Both are visible ASCII.
        match &self.0 {
            IdText::Own(text) => str::from_utf8(text).unwrap_or_default(),
            IdText::Peers(sent) => sent.to_str().unwrap_or_default(),
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl RequestContext {
        /// That of a request for `uri` without a deadline, as unit tests need one.
        pub(crate) fn of_a_test(uri: &str) -> Self {
            let (clock, _hand) = Clock::manual();
            Self::of_a_test_until(uri, None, clock)
        }

        /// The same of a request that must be answered by then.
        pub(crate) fn of_a_test_until(uri: &str, at: Option<Moment>, clock: Clock) -> Self {
            static SPEC: EndpointSpec = {
                let mut spec = EndpointSpec::new("orders", module_path!());
                spec.body = hardpoint_policy::BodyLimit::Stream;
                spec
            };
            Self::new(ContextParts {
                id: RequestId::from_peer(&HeaderValue::from_static("req-1")).unwrap(),
                target: Some(uri.parse().unwrap()),
                spec: &SPEC,
                manners: Box::leak(Box::default()),
                received: clock.now(),
                deadline: Deadline::new(at, clock),
                client: None,
                principal: OnceLock::new(),
                traced: Default::default(),
                spent: Default::default(),
                #[cfg(feature = "postgres")]
                has_effects: Default::default(),
                #[cfg(feature = "postgres")]
                is_in_doubt: Default::default(),
            })
        }
    }
}
