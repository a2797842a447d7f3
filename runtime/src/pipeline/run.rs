//! Step 6: the handler runs, in place or apart from its client.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, TryFutureExt};
use smallvec::SmallVec;
use tracing::Instrument as _;

use super::exchange::{Exchange, Refused};
use super::recall::{Found, Keys, Miss, Way, cache_span};
use super::timely::timely;
use crate::cache::{Announced, Fill, Filled, Served, Tag, Work};
use crate::context::RequestContext;
use crate::error::{Problem, Rejection};
use crate::idempotency::{self, Begin, Claim, MAX_ANSWER};
#[cfg(feature = "postgres")]
use crate::idempotency::{Once, Settled, Start};
use crate::invocation::Invocation;
use crate::limit::{InFlight, Permit};
use crate::method::is_safe;
use crate::site::{LocalSite, Site};
use crate::traces::stage;
#[cfg(feature = "postgres")]
use crate::transaction::lend;

impl Exchange {
    /// 6. Run, in place: the handler ends with its request, and until then has its permit.
    pub(super) fn permit(&self) -> Option<LocalBoxFuture<'_, Result<Permit, Refused>>> {
        permit(&self.site, &self.context)
    }

    /// 6. Run: what a success makes invalid; what there is to wait for until everybody knows.
    ///
    /// Inlined, for every request comes by, and few make anything invalid.
    #[inline(always)]
    pub(super) fn invalidate_after(
        &self,
        response: &HttpResponse,
    ) -> Option<LocalBoxFuture<'static, ()>> {
        if !can_invalidate(&self.site) {
            return None;
        }
        let announced = invalidate_after(response, &self.site, &self.request)?;
        let left = self.context.deadline().remaining();
        Some(announced.or_late(left).boxed_local())
    }

    /// 6. Run, apart from the client, who may leave or run out of time.
    pub(super) async fn run_apart(
        &self,
        way: Box<Way>,
        invocation: Invocation,
    ) -> Result<HttpResponse, Problem> {
        let runner = Runner::of(self);
        let request = self.request.clone();
        let work: Work =
            Box::new(move || async move { invocation.run(&request).await }.boxed_local());
        match *way {
            Way::Fill(miss) => runner.answer(runner.fill(miss, work).await).await,
            Way::Refresh {
                stale,
                ticket,
                keys,
            } => {
                let until = self.context.deadline().at();
                if let Some(fill) = runner.fill_of(keys) {
                    self.site
                        .shared
                        .cache
                        .refresh(ticket, fill, until, runner.detach(work));
                }
                runner.answer(Filled::Entry(stale, Served::Hit)).await
            }
            Way::Claimed(claim, found) => {
                self.to_its_end(runner.settle_claim(claim, found, work))
                    .await
            }
            Way::Shared(once) => match self.claim(once).instrument(stage!("claim")).await {
                Begin::Run(claim) => {
                    let run = runner.settle_claim(claim, self.found(), work);
                    self.to_its_end(run).await
                }
                Begin::Replay(answer) => Ok(idempotency::replay(&answer)),
                Begin::Refused(refusal) => Err(refusal.problem()),
                Begin::Unprotected => Err(Problem::internal()),
            },
            #[cfg(feature = "postgres")]
            Way::Transaction(once) => self.to_its_end(runner.transact(once, work)).await,
        }
    }

    /// What comes of a run that goes on when the client has gone.
    async fn to_its_end(
        &self,
        run: impl Future<Output = Result<HttpResponse, Problem>> + 'static,
    ) -> Result<HttpResponse, Problem> {
        let run = self.context.clone().scope(run);
        match idempotency::to_its_end(run, &self.site.shared.left_alone).await {
            Some(outcome) => outcome,
            None => Err(panicked(&self.context)),
        }
    }
}

/// What a run needs that may outlive its client.
#[derive(Clone)]
struct Runner {
    site: Rc<LocalSite>,
    context: RequestContext,
    request: HttpRequest,
    /// A run takes up its request's place in the process until it ends.
    _place: Option<Rc<InFlight>>,
}

impl Runner {
    fn of(exchange: &Exchange) -> Self {
        Self {
            site: Rc::clone(&exchange.site),
            context: exchange.context.clone(),
            request: exchange.request.clone(),
            _place: exchange.place.take().map(Rc::new),
        }
    }

    /// The same work, with everything around it that a handler needs, as a run of its own.
    fn detach(&self, work: Work) -> Work {
        let runner = self.clone();
        Box::new(move || {
            let context = runner.context.clone();
            let run = async move { runner.run(work).await };
            context.scope(run).boxed_local()
        })
    }

    async fn run(&self, work: Work) -> HttpResponse {
        let response = self.run_only(work).await;
        if let Some(announced) = invalidate_after(&response, &self.site, &self.request) {
            announced.or_late(self.context.deadline().remaining()).await;
        }
        response
    }

    /// Runs in one transaction with the claim and the record, to the end whoever waits.
    #[cfg(feature = "postgres")]
    async fn transact(self, once: Option<Once>, work: Work) -> Result<HttpResponse, Problem> {
        let (Some(ledger), Some(plan)) = (self.site.shared.ledger.clone(), &self.site.idempotency)
        else {
            tracing::error!(
                operation = %self.site.spec.name,
                "`idempotent = \"tx\"` is mounted without a ledger: give the builder one"
            );
            return Err(Problem::internal());
        };
        let transaction = async {
            let begun = idempotency::begin(&ledger, once.as_ref(), plan.meters());
            let (tx, record) = match begun.instrument(stage!("claim")).await {
                Start::Run(tx, record) => (tx, record),
                Start::Replay(response) => {
                    // Whoever was to say so may not have lived to do it, and this acknowledges it
                    // once more.
                    self.invalidate_committed(&response).await;
                    return Ok(response);
                }
                Start::Refuse(response) => return Ok(response),
            };
            // Whoever is told that it failed may try again at once, and find the lock free.
            let ended = tx.ended();
            let (response, tx) = lend(tx, &self.request, self.run_only(work)).await;
            // A handler that panicked has taken its transaction along, to be rolled back.
            let Some(tx) = tx else {
                ended.await;
                return Ok(response);
            };
            let outdated = outdated_by(&response, &self.site, &self.request);
            let news = outdated.and_then(|tags| self.site.shared.cache.news(&tags));
            let Settled {
                response,
                is_committed,
            } = idempotency::settle(&ledger, tx, record, response, news).await;
            ended.await;
            if is_committed {
                self.invalidate_committed(&response).await;
            }
            Ok(response)
        };
        let transaction = transaction.instrument(stage!("transaction"));
        timely(&self.context, transaction).await
    }

    /// What a success makes invalid whose transaction has told the others.
    #[cfg(feature = "postgres")]
    async fn invalidate_committed(&self, response: &HttpResponse) {
        if let Some(outdated) = outdated_by(response, &self.site, &self.request)
            && let Some(announced) = self.site.shared.cache.invalidate_told(&outdated)
        {
            announced.or_late(self.context.deadline().remaining()).await;
        }
    }

    /// Runs, with a permit where runs are limited.
    async fn run_only(&self, work: Work) -> HttpResponse {
        let run = async {
            let _permit = match permit(&self.site, &self.context) {
                Some(permit) => Some(permit.await?),
                None => None,
            };
            Ok::<_, Refused>(work().await)
        };
        match AssertUnwindSafe(run).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(refused)) => refused.into_problem().into_response(),
            Err(_panic) => {
                self.context.note_cut_off();
                panicked(&self.context).into_response()
            }
        }
    }

    fn fill_of(&self, Keys { here, elsewhere }: Keys) -> Option<Fill> {
        let plan = self.site.cache.as_ref()?;
        let until = self.context.deadline().at();
        Some(plan.fill(here, elsewhere, &self.request, until))
    }

    async fn fill(&self, Miss { keys, forward }: Miss, work: Work) -> Filled {
        let work = self.detach(work);
        let Some(fill) = self.fill_of(keys) else {
            return Filled::Alone(work);
        };
        let span = cache_span();
        let fill = self.site.shared.cache.fill(fill, forward, work);
        let filled = fill.instrument(span.clone()).await;
        span.record("hardpoint.cache.result", filled.result());
        filled
    }

    /// Runs to the end whoever waits, and settles the claim by what came of it.
    async fn settle_claim(
        self,
        claim: Claim,
        found: Option<Found>,
        work: Work,
    ) -> Result<HttpResponse, Problem> {
        let clock = self.context.clock().clone();
        let outcome = claim
            .during(&clock, timely(&self.context, self.outcome(found, work)))
            .await;
        if outcome.is_err() {
            self.context.note_cut_off();
        }
        let is_in_doubt = self.context.is_in_doubt();
        let response = outcome.unwrap_or_else(|problem| problem.into_response());
        match is_in_doubt {
            true => claim.settle_in_doubt(response, MAX_ANSWER, &clock).await,
            false => claim.settle(response, MAX_ANSWER, &clock).await,
        }
    }

    async fn outcome(&self, found: Option<Found>, work: Work) -> Result<HttpResponse, Problem> {
        let filled = match found {
            None => return Ok(self.run(work).await),
            Some(Found::Entry(entry, served)) => Filled::Entry(entry, served),
            Some(Found::Nothing(miss)) => self.fill(miss, work).await,
        };
        self.answer(filled).await
    }

    /// What came out of the cache, as this client asked for it.
    async fn answer(&self, filled: Filled) -> Result<HttpResponse, Problem> {
        match filled {
            Filled::Entry(entry, served) => {
                Ok(entry.respond(self.context.clock().now(), self.request.headers(), served))
            }
            Filled::Own(response) => Ok(response),
            Filled::Failed(problem) => Err(Problem::clone(&problem)),
            Filled::Refused(response) => Ok(response.to_response()),
            Filled::Alone(work) => Ok(work().await),
        }
    }
}

/// A permit, to be waited for, where runs are limited. Boxed, so that where they are not the
/// request's future stays small.
fn permit<'c>(
    site: &'c Site,
    context: &'c RequestContext,
) -> Option<LocalBoxFuture<'c, Result<Permit, Refused>>> {
    let limit = site.concurrency.as_ref()?;
    let permit = limit.acquire(context.clock(), context.deadline().at());
    let permit = permit.map_err(|_refused| Rejection::ConcurrencyExceeded.problem().into());
    Some(permit.boxed_local())
}

/// Nothing that was stored or begun before a success is served after it.
fn invalidate_after(
    response: &HttpResponse,
    site: &Site,
    request: &HttpRequest,
) -> Option<Announced> {
    let outdated = outdated_by(response, site, request)?;
    site.shared.cache.invalidate(&outdated)
}

/// The tags of what a success puts out of date.
fn outdated_by(
    response: &HttpResponse,
    site: &Site,
    request: &HttpRequest,
) -> Option<SmallVec<[Tag; 4]>> {
    let own_path = site.shares_its_path && !is_safe(request.method());
    if !can_invalidate(site)
        || !(response.status().is_success() || response.status().is_redirection())
    {
        return None;
    }
    let named = site.spec.invalidates.iter();
    let named = named.map(|template| Tag::of(template, request));
    let own = own_path.then(|| Tag::uri(request.match_info().as_str()));
    let outdated: SmallVec<[Tag; 4]> = named.chain(own).collect();
    (!outdated.is_empty()).then_some(outdated)
}

/// Whether a success of this endpoint may put anything out of date.
#[inline(always)]
fn can_invalidate(site: &Site) -> bool {
    site.shares_its_path || !site.spec.invalidates.is_empty()
}

/// The answer to a panic: its message stays in the process.
pub(super) fn panicked(context: &RequestContext) -> Problem {
    tracing::error!(
        request_id = %context.id(),
        operation = %context.spec().name,
        "the handler panicked"
    );
    Problem::internal()
}
