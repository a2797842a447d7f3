//! What several of this room's tests begin with.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use actix_web::http::header::HeaderMap;
use actix_web::rt::System;
use actix_web::test::TestRequest;
use actix_web::{HttpRequest, HttpResponse};
use hardpoint_policy::{CachePolicy, Duration, InvalidatedBy, Size, TagPart, TagTemplate};

use super::{Cache, CacheKey, CachePlan, Fill, Filled, Forward, Lookup, Work};
use crate::clock::{Clock, ManualClock, Moment};
use crate::store::Store;

/// `ttl:60 stale:30 max:1MiB`.
pub(super) fn policy() -> CachePolicy {
    CachePolicy {
        ttl: Duration::from_millis(60_000),
        stale: Duration::from_millis(30_000),
        shared: false,
        vary: Cow::Borrowed(&[]),
        tags: Cow::Borrowed(&[]),
        invalidated_by: InvalidatedBy::Endpoints,
        max: Size::from_bytes(1 << 20),
        statuses: Cow::Borrowed(&[]),
    }
}

/// A policy for as long as the tests run.
pub(super) fn leaked(policy: CachePolicy) -> &'static CachePolicy {
    Box::leak(Box::new(policy))
}

/// `tags:TEXT`.
pub(super) fn tagged(text: &'static str) -> Cow<'static, [TagTemplate]> {
    Cow::Owned(vec![TagTemplate {
        parts: Cow::Owned(vec![TagPart::Literal(Cow::Borrowed(text))]),
    }])
}

/// One endpoint with a cache, on a clock that the test turns. Goes to other threads.
#[derive(Clone)]
pub(super) struct Bench {
    pub(super) cache: Arc<Cache>,
    pub(super) clock: Clock,
    pub(super) hand: ManualClock,
    pub(super) plan: CachePlan,
    /// How many runs have begun.
    pub(super) runs: Arc<AtomicUsize>,
}

impl Bench {
    pub(super) fn new(policy: CachePolicy) -> Self {
        Self::with(policy, &Store::memory())
    }

    /// The same, with what a choice of stores says of what lies beyond.
    pub(super) fn with(policy: CachePolicy, store: &Store) -> Self {
        let (clock, hand) = Clock::manual();
        Self {
            cache: Cache::new(clock.clone(), 64 << 20, store),
            clock,
            hand,
            plan: CachePlan::new("bench", leaked(policy), true, &[]).unwrap(),
            runs: Arc::default(),
        }
    }

    pub(super) fn key(&self, request: &HttpRequest) -> CacheKey {
        self.plan.key(request, None, None)
    }

    pub(super) fn ticket(&self, request: &HttpRequest, until: Option<Moment>) -> Fill {
        let namespace = self.cache.namespace_beyond();
        let elsewhere = namespace.map(|name| self.plan.entry_key(name, request, None, None));
        self.plan.fill(self.key(request), elsewhere, request, until)
    }

    pub(super) fn lookup(&self, request: &HttpRequest) -> Lookup {
        self.cache.lookup(&self.key(request), self.clock.now())
    }

    /// How many wait for the answer to that request.
    pub(super) fn aboard(&self, request: &HttpRequest) -> usize {
        self.cache.aboard(&self.key(request))
    }

    /// Resolves once that many wait.
    pub(super) async fn until_aboard(&self, request: &HttpRequest, count: usize) {
        while self.aboard(request) != count {
            actix_web::rt::task::yield_now().await;
        }
    }

    /// Work that counts as a run and answers as `answer` does.
    pub(super) fn work<F: Future<Output = HttpResponse>>(
        &self,
        answer: impl FnOnce() -> F + 'static,
    ) -> Work {
        let runs = Arc::clone(&self.runs);
        Box::new(move || {
            runs.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move { answer().await })
        })
    }

    pub(super) fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }

    /// Fills as a miss of that request would.
    pub(super) async fn fill(&self, request: &HttpRequest, work: Work) -> Filled {
        let fill = self.ticket(request, None);
        self.cache.fill(fill, Forward::UriMiss, work).await
    }

    /// Fills with an answer that is there at once.
    pub(super) async fn fill_with(
        &self,
        request: &HttpRequest,
        answer: impl FnOnce() -> HttpResponse + 'static,
    ) -> Filled {
        let work = self.work(|| async move { answer() });
        self.fill(request, work).await
    }

    /// The response that a lookup gives, if it finds a fresh one.
    pub(super) fn hit(&self, request: &HttpRequest) -> Option<HttpResponse> {
        match self.lookup(request) {
            Lookup::Fresh(entry) => {
                Some(entry.respond(self.clock.now(), request.headers(), super::Served::Hit))
            }
            _ => None,
        }
    }
}

pub(super) fn get(uri: &str) -> HttpRequest {
    TestRequest::get().uri(uri).to_http_request()
}

pub(super) fn with(uri: &str, headers: &[(&str, &str)]) -> HttpRequest {
    let start = TestRequest::get().uri(uri);
    let add = |request: TestRequest, header: &(&str, &str)| request.insert_header(*header);
    headers.iter().fold(start, add).to_http_request()
}

pub(super) fn said<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// Runs `work` on a worker of its own: a thread with actix's runtime.
pub(super) fn worker<F: Future<Output = T>, T: Send + 'static>(
    work: impl FnOnce() -> F + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::spawn(move || System::new().block_on(work()))
}
