//! What comes of a run's response: an entry, a failure for all who wait, or one client's answer.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, SET_COOKIE};

use super::admission::{self, Refusal, Terms};
use super::entry::Entry;
use super::flight::Landed;
use super::plan::Fill;
use super::stamps::Birth;
use crate::clock::Clock;
use crate::error::Problem;
use crate::store::{StoredResponse, Uncapturable};

/// What a run leaves for the one who began it, on the same thread.
pub(super) type Own = Rc<Cell<Option<HttpResponse>>>;

/// What a response was made into.
pub(super) enum Made {
    /// An answer that all may have, to be stored.
    Entry(Box<Entry>),
    /// Anything else.
    Landed(Landed),
}

/// Makes of a response what all who wait may have, and puts into `own` what only the one who
/// began may.
///
/// `birth` is when the run began, `largest` the largest body that can be kept.
pub(super) async fn made(
    fill: &Fill,
    response: HttpResponse,
    own: &Own,
    clock: &Clock,
    birth: Birth,
    largest: usize,
) -> Made {
    let problem = response.extensions().get::<Problem>().cloned();
    // What renders a problem says nothing of storing it; only the problem itself does.
    let of_problem: Option<HeaderMap> = problem
        .as_ref()
        .map(|problem| problem.headers.iter().cloned().collect());
    let headers = of_problem.as_ref().unwrap_or(response.headers());
    let status = response.status();
    let terms = match admission::judge(&fill.plan, &fill.key, status, headers, clock.unix_time()) {
        Ok(terms) => terms,
        Err(refusal) => {
            fill.plan.refused(refusal);
            return Made::Landed(match problem {
                Some(problem) => all_fail(problem, response, own),
                None if is_failure(status) => foreign_failure(fill, response, own).await,
                None => personal(response, own),
            });
        }
    };
    match problem {
        Some(problem) => Made::Entry(Box::new(Entry::of_problem(
            fill,
            terms,
            problem,
            clock.now(),
            birth,
        ))),
        None => stored(fill, terms, response, own, clock, birth, largest).await,
    }
}

async fn stored(
    fill: &Fill,
    terms: Terms,
    response: HttpResponse,
    own: &Own,
    clock: &Clock,
    birth: Birth,
    largest: usize,
) -> Made {
    let stored = match StoredResponse::capture(response, max(fill).min(largest)).await {
        Ok(stored) => stored,
        Err(uncapturable) => return Made::Landed(not_captured(fill, uncapturable, own)),
    };
    if fill.key.head && stored.body.is_empty() && stored.status == StatusCode::OK {
        // Whether a `GET` would have had a body, this does not tell.
        fill.plan.refused(Refusal::Headless);
        return Made::Landed(personal(stored.to_response(), own));
    }
    let entry = Entry::of_response(fill, terms, stored, clock.now(), birth);
    Made::Entry(Box::new(entry))
}

/// A failure of ours, for all who wait: as data, so that each renders its own.
fn all_fail(problem: Problem, response: HttpResponse, own: &Own) -> Landed {
    own.set(Some(response));
    Landed::Failed(Arc::new(problem))
}

/// Another's: a refusal that is meant for one client is no other's; a failure of the service is,
/// less what is personal in it.
async fn foreign_failure(fill: &Fill, response: HttpResponse, own: &Own) -> Landed {
    if response.status().is_client_error() && admission::is_personal(response.headers()) {
        return personal(response, own);
    }
    match StoredResponse::capture(response, max(fill)).await {
        Ok(mut stored) => {
            own.set(Some(stored.to_response()));
            stored.headers.retain(|(name, _)| name != SET_COOKIE);
            Landed::Refused(Arc::new(stored))
        }
        Err(uncapturable) => not_captured(fill, uncapturable, own),
    }
}

fn not_captured(fill: &Fill, uncapturable: Uncapturable, own: &Own) -> Landed {
    let (refusal, response) = match uncapturable {
        Uncapturable::Streaming(response) => (Refusal::Streaming, response),
        Uncapturable::TooLarge(response) => (Refusal::TooLarge, response),
        Uncapturable::Failed => return Landed::Failed(Arc::new(Problem::internal())),
    };
    fill.plan.refused(refusal);
    if response.status().is_server_error() {
        return all_fail(Problem::internal(), response, own);
    }
    personal(response, own)
}

fn personal(response: HttpResponse, own: &Own) -> Landed {
    own.set(Some(response));
    Landed::Personal
}

fn is_failure(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

pub(super) fn max(fill: &Fill) -> usize {
    usize::try_from(fill.plan.policy().max.as_bytes()).unwrap_or(usize::MAX)
}
