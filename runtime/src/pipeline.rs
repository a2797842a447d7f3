//! The life of a request, top to bottom.

mod exchange;
mod headers;
mod recall;
mod run;
mod settle;
mod timely;
mod unrouted;

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;

use self::exchange::{Exchange, Refused};
use self::recall::Recalled;
use self::timely::timely;
pub(crate) use self::unrouted::{options, unknown_path, wrong_method};
use crate::endpoint::Endpoint;
use crate::error::{self, Rejection};
use crate::site::WorkersSite;

/// Serves one request of one endpoint: begin, live, settle.
///
/// Whatever happens on the way, the client gets an answer in the envelope before the deadline:
/// the deadline covers everything, a panic is caught, and what the exchange holds (its place in
/// the process, permits, claims) is given back by guards.
pub(crate) async fn serve<E: Endpoint>(
    site: Rc<WorkersSite>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let mut exchange = Exchange::begin(site, request);
    let context = exchange.context.clone();

    // One expression: a name for a part of it would be one more copy of it in this future.
    let outcome = context
        .scope(AssertUnwindSafe(live::<E>(&mut exchange, payload)).catch_unwind())
        .await
        .unwrap_or_else(|_panic| Err(run::panicked(&exchange.context).into()));
    exchange.settle(outcome)
}

/// The steps between the first and the last, in their order. A refusal is the answer.
async fn live<E: Endpoint>(
    exchange: &mut Exchange,
    payload: Payload,
) -> Result<HttpResponse, Refused> {
    let payload = exchange.admit(payload)?;
    // Reading has the deadline in itself: a slow sender is told 408, and what it still sends is
    // in hand. Boxed, as is what else is rare, so that every other request's future stays small.
    let payload = match exchange.has_body(&payload) {
        true => exchange.read(payload).boxed_local().await?,
        false => payload,
    };
    match timely(&exchange.context, answer::<E>(exchange, payload)).await {
        Some(answer) => answer,
        None => Err(Rejection::DeadlineExceeded.problem().into()),
    }
}

/// From the request, complete, to its answer.
async fn answer<E: Endpoint>(
    exchange: &Exchange,
    mut payload: Payload,
) -> Result<HttpResponse, Refused> {
    let handler = match E::extract(&exchange.request, &mut payload).await {
        Ok(handler) => handler,
        Err(error) => return Ok(error::respond_to_foreign(error)),
    };
    match exchange.recall()? {
        Recalled::Nothing => {
            let _permit = exchange.permit().await?;
            let response = handler.await;
            exchange.invalidate_after(&response);
            Ok(response)
        }
        Recalled::Answer(answer) => Ok(answer),
        Recalled::Apart(way) => {
            let work = Box::new(move || handler.boxed_local());
            Ok(exchange.run_apart(way, work).boxed_local().await?)
        }
    }
}
