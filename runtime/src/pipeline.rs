//! The life of a request, top to bottom.

mod dress;
mod exchange;
mod headers;
mod know;
mod recall;
mod run;
mod scheme;
mod settle;
mod time_given;
mod timely;
mod unrouted;

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use tracing::Instrument as _;

pub(crate) use self::dress::dressed;
use self::exchange::{Exchange, Refused};
use self::recall::Recalled;
use self::timely::timely;
pub(crate) use self::unrouted::{options, unknown_path, wrong_method};
use crate::invocation::Invocation;
use crate::observe::{request_span, send_within};
use crate::site::LocalSite;
use crate::traces::are_seen;

/// Serves one request of one endpoint: begin, live, settle.
///
/// Whatever happens on the way, the client gets an answer in the envelope before the deadline:
/// the deadline covers everything, a panic is caught, and what the exchange holds (its place in
/// the process, permits, claims) is given back by guards.
pub(crate) fn serve(
    site: Rc<LocalSite>,
    request: HttpRequest,
    payload: Payload,
    invocation: Invocation,
) -> LocalBoxFuture<'static, HttpResponse> {
    // Where nobody listens, nothing is paid for those who would.
    if tracing::dispatcher::has_been_set() {
        return serve_heard(site, request, payload, invocation).boxed_local();
    }
    Box::pin(async move {
        let mut exchange = Exchange::begin(site, request);
        let context = exchange.context.clone();

        // One expression: a name for a part of it would be one more copy of it in this future.
        let outcome = context
            .scope(AssertUnwindSafe(live(&mut exchange, payload, invocation)).catch_unwind())
            .await
            .unwrap_or_else(|_panic| Err(run::panicked(&exchange.context).into()));
        exchange.settle(outcome)
    })
}

/// The same within a span, by which what is logged on the way is known as the request's, wherever
/// it is logged.
async fn serve_heard(
    site: Rc<LocalSite>,
    request: HttpRequest,
    payload: Payload,
    invocation: Invocation,
) -> HttpResponse {
    let mut exchange = Exchange::begin(site, request);
    let context = exchange.context.clone();
    let span = context.sync_scope(|| request_span(&context));
    exchange.record_in(&span);
    let invocation = match are_seen() {
        true => invocation.seen(),
        false => invocation,
    };
    let outcome = context
        .scope(AssertUnwindSafe(live(&mut exchange, payload, invocation)).catch_unwind())
        .instrument(span.clone())
        .await
        .unwrap_or_else(|_panic| Err(run::panicked(&exchange.context).into()));
    let response = span.in_scope(|| exchange.settle(outcome));
    send_within(span, response)
}

/// The steps between the first and the last, in their order. A refusal is the answer.
async fn live(
    exchange: &mut Exchange,
    payload: Payload,
    invocation: Invocation,
) -> Result<HttpResponse, Refused> {
    let payload = match exchange.admit(payload) {
        Ok(payload) => payload,
        Err(refused) => return Err(refused.once_arrived().boxed_local().await),
    };
    // Boxed, as is what else is rare, so that every other request's future stays small.
    let mut payload = match exchange.is_plain {
        true => payload,
        false => exchange.know_and_read(payload).boxed_local().await?,
    };
    timely(
        &exchange.context,
        answer(exchange, &mut payload, invocation),
    )
    .await
}

/// From the request, complete, to its answer.
async fn answer(
    exchange: &Exchange,
    payload: &mut Payload,
    mut invocation: Invocation,
) -> Result<HttpResponse, Refused> {
    if let Err(error) = invocation.extract(&exchange.request, payload).await {
        return Ok(exchange.not_extracted(error));
    }
    // What was recalled is not kept in this future while the handler runs.
    let apart = match exchange.recall() {
        Recalled::Answer(answer) => return answer,
        Recalled::Apart(way) => Some(way),
        Recalled::Nothing => None,
    };
    if let Some(way) = apart {
        return Ok(exchange.run_apart(way, invocation).boxed_local().await?);
    }
    let _permit = match exchange.permit() {
        Some(permit) => Some(permit.await?),
        None => None,
    };
    let response = invocation.run(&exchange.request).await;
    match exchange.invalidate_after(&response) {
        Some(announced) => Ok(announced.map(|()| response).boxed_local().await),
        None => Ok(response),
    }
}
