//! A stored answer, and the responses made of it.

mod encoding;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    AGE, CACHE_STATUS, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED,
};
use actix_web::{HttpResponse, ResponseError};
use bytes::Bytes;
use parking_lot::Mutex;

use super::admission::Terms;
use super::directives::date;
use super::headers::{self, Served, Status};
use super::key::MethodClass;
use super::plan::Fill;
use super::stamps::{Birth, Stamps};
use super::tags::Tag;
use super::validators::{self, Condition};
use crate::clock::Moment;
use crate::error::Problem;
use crate::store::{StoredResponse, Weigh};

/// A stored answer. Everything that a hit can find ready is ready.
#[derive(Debug)]
pub(crate) struct Entry {
    content: Content,
    /// All headers that are the same at every hit.
    headers: Box<[(HeaderName, HeaderValue)]>,
    /// Those that change by the second, as the last hit had them.
    last: Mutex<Option<Dated>>,
    born: Moment,
    /// How long it was held elsewhere before.
    before: Duration,
    terms: Terms,
    /// When what made it, or found it, began.
    birth: Birth,
    tags: Box<[Tag]>,
    /// The stamp until which the tags are known to hold, so that hits need not look them up.
    checked: AtomicU64,
    /// From when on a refresh may start; [`REFRESHING`] while one runs.
    refresh_from: AtomicU64,
    weight: usize,
}

#[derive(Debug)]
enum Content {
    Body {
        status: StatusCode,
        body: Bytes,
        /// What preconditions are compared with; `None` where none applies.
        validators: Option<Validators>,
    },
    /// An error whose status is among those that are stored: rendered anew for each request,
    /// under that request's id.
    Problem(Problem),
}

#[derive(Debug)]
struct Validators {
    tag: HeaderValue,
    modified: Option<Duration>,
}

/// The headers of a hit that are the same within a second.
#[derive(Debug, Clone)]
struct Dated {
    age: u64,
    status: Status,
    age_value: HeaderValue,
    status_value: HeaderValue,
}

const REFRESHING: u64 = u64::MAX;

/// How long a refresh that failed is not tried again.
const PAUSE: Duration = Duration::from_secs(1);

impl Entry {
    pub(super) fn of_response(
        fill: &Fill,
        terms: Terms,
        stored: StoredResponse,
        born: Moment,
        birth: Birth,
    ) -> Self {
        let weight = stored.weight();
        let mut headers = headers::of_entry(stored.headers.into_iter().collect(), fill, terms);
        // Preconditions are about what a safe method would show (RFC 9110 §13.2.1).
        let applies = stored.status.is_success() && fill.key.class != MethodClass::Unsafe;
        let validators = applies.then(|| Validators {
            tag: validators::entity_tag(&headers, &stored.body),
            modified: headers.get(LAST_MODIFIED).and_then(date),
        });
        if let Some(validators) = &validators {
            headers.insert(ETAG, validators.tag.clone());
        }
        let content = Content::Body {
            status: stored.status,
            body: stored.body,
            validators,
        };
        Self::new(fill, content, headers, weight, terms, born, birth)
    }

    pub(super) fn of_problem(
        fill: &Fill,
        terms: Terms,
        problem: Problem,
        born: Moment,
        birth: Birth,
    ) -> Self {
        let headers = headers::of_entry(HeaderMap::new(), fill, terms);
        let weight = weight_of(&problem);
        let content = Content::Problem(problem);
        Self::new(fill, content, headers, weight, terms, born, birth)
    }

    fn new(
        fill: &Fill,
        content: Content,
        headers: HeaderMap,
        weight: usize,
        terms: Terms,
        born: Moment,
        birth: Birth,
    ) -> Self {
        let tags = fill.tags.clone();
        Self {
            content,
            headers: headers.into_iter().collect(),
            last: Mutex::new(None),
            born,
            before: Duration::ZERO,
            terms,
            birth,
            weight: weight + size_of_val(&*tags) + size_of::<Self>(),
            tags,
            checked: AtomicU64::new(birth.stamp),
            refresh_from: AtomicU64::new(0),
        }
    }

    /// How old it is at `now`, in its life.
    pub(super) fn state(&self, now: Moment) -> State {
        match self.held(now).checked_sub(self.terms.fresh) {
            None => State::Fresh,
            Some(over) if over.is_zero() => State::Fresh,
            Some(over) if over <= self.terms.stale => State::Stale,
            Some(_) => State::Dead,
        }
    }

    /// For how long it has been stored.
    fn held(&self, now: Moment) -> Duration {
        now.since(self.born).saturating_add(self.before)
    }

    /// Whether what is known of its tags is all there is to know, at `now`. To be asked before
    /// whether it [holds](Self::holds).
    #[inline]
    pub(super) fn is_trusted(&self, stamps: &Stamps, now: Moment) -> bool {
        stamps.are_trusted(self.birth.at, now)
    }

    /// Whether nothing that it carries was invalidated after its birth.
    pub(super) fn holds(&self, stamps: &Stamps) -> bool {
        let now = stamps.latest();
        if self.checked.load(Ordering::Relaxed) == now {
            return true;
        }
        let holds = stamps.hold(self.birth, &self.tags);
        if holds {
            self.checked.store(now, Ordering::Relaxed);
        }
        holds
    }

    /// Whether the caller is the one to refresh it; then it must say so when that has ended.
    pub(super) fn claim_refresh(&self, now: Moment) -> bool {
        let from = self.refresh_from.load(Ordering::Relaxed);
        from <= now.as_nanos()
            && self
                .refresh_from
                .compare_exchange(from, REFRESHING, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
    }

    /// Says that a refresh has ended without taking the entry's place.
    pub(super) fn release_refresh(&self, now: Moment) {
        self.refresh_from
            .store(now.after(PAUSE).as_nanos(), Ordering::Release);
    }

    /// The response to a request with these headers, of which only the preconditions matter.
    ///
    /// A `HEAD` is answered with the body, too, of which actix-web sends only the length.
    pub(crate) fn respond(&self, now: Moment, request: &HeaderMap, served: Served) -> HttpResponse {
        let mut response = match &self.content {
            Content::Problem(problem) => {
                let mut response = problem.error_response();
                for (name, value) in &*self.headers {
                    response.headers_mut().insert(name.clone(), value.clone());
                }
                response
            }
            Content::Body {
                status,
                body,
                validators,
            } => match validators.as_ref().map_or(Condition::Met, |known| {
                validators::evaluate(request, Some(&known.tag), known.modified)
            }) {
                Condition::Met => self.in_full(*status, body),
                Condition::NotModified => self.not_modified(),
                Condition::Failed => {
                    Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed")
                        .detail("the stored answer is not the one that `If-Match` or `If-Unmodified-Since` asks for")
                        .error_response()
                }
            },
        };
        let dated = self.dated(now);
        let headers = response.headers_mut();
        // After whatever another cache on the handler's side has said (RFC 9211 §2).
        match served {
            Served::Hit => headers.append(CACHE_STATUS, dated.status_value),
            Served::SecondLevel => {
                headers.append(CACHE_STATUS, dated.status.of_second_level());
            }
            Served::Filled { forward, stored } => {
                headers.append(CACHE_STATUS, forward.filled(stored));
            }
            Served::Collapsed(forward) => headers.append(CACHE_STATUS, forward.collapsed()),
        }
        if !matches!(served, Served::Filled { .. }) {
            headers.append(AGE, dated.age_value);
        }
        response
    }

    fn dated(&self, now: Moment) -> Dated {
        let held = self.held(now);
        let age = self.terms.age.saturating_add(held).as_secs();
        let status = Status::of(self.terms.fresh, held);
        // Another worker may be at it; making the values anew is better than waiting.
        let mut last = self.last.try_lock();
        if let Some(Some(last)) = last.as_deref()
            && (last.age, last.status) == (age, status)
        {
            return last.clone();
        }
        let dated = Dated {
            age,
            status,
            age_value: headers::numbered("", age),
            status_value: status.cache_status(),
        };
        if let Some(last) = last.as_deref_mut() {
            *last = Some(dated.clone());
        }
        dated
    }

    fn in_full(&self, status: StatusCode, body: &Bytes) -> HttpResponse {
        let mut response = HttpResponse::with_body(status, BoxBody::new(body.clone()));
        let headers = response.headers_mut();
        for (name, value) in &*self.headers {
            headers.append(name.clone(), value.clone());
        }
        response
    }

    fn not_modified(&self) -> HttpResponse {
        let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
        // What has validators has a tag.
        for (name, value) in &*self.headers {
            if headers::goes_with_not_modified(name) {
                response.headers_mut().append(name.clone(), value.clone());
            }
        }
        response
    }
}

/// About how many bytes a problem takes in memory.
fn weight_of(problem: &Problem) -> usize {
    512 * (2 + problem.errors.len() + problem.members.len())
}

impl Weigh for Entry {
    fn weight(&self) -> usize {
        self.weight
    }
}

/// Where an entry is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Fresh,
    Stale,
    Dead,
}
