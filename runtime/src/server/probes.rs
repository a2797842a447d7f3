//! What an orchestrator asks: is the process alive, is it ready, has it started.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::check::Check;
use super::phase::{Life, Phase};
use crate::error::{Problem, Rejection};
use crate::runtime::Hardpoint;

/// What there is to tell: it is all in memory, and a probe costs nothing.
#[derive(Debug, Clone)]
pub(crate) struct Probes {
    pub(super) life: Arc<Life>,
    pub(super) checks: Arc<[Check]>,
}

/// The paths of the probes.
pub(crate) const PATHS: [&str; 3] = [LIVE, READY, STARTED];

const LIVE: &str = "/livez";
const READY: &str = "/readyz";
const STARTED: &str = "/startupz";

/// The answer to a probe; nothing where the request is none.
///
/// They are asked for where no endpoint takes the request, so that requests of endpoints do not
/// pay for them.
pub(crate) fn answer_probe(request: &HttpRequest) -> Option<HttpResponse> {
    Hardpoint::of(request).probes()?.answer(request)
}

impl Probes {
    /// The answer to a probe; nothing where the request is none.
    pub(super) fn answer(&self, request: &HttpRequest) -> Option<HttpResponse> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let asks_for_all = request
            .query_string()
            .split('&')
            .any(|field| field == "verbose" || field.starts_with("verbose="));
        let mut response = match request.path() {
            LIVE => said("alive"),
            READY => self.readiness(asks_for_all),
            STARTED => self.start_up(),
            _ => return None,
        };
        if self.life.drains() {
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        Some(response)
    }

    /// Whether requests are best sent here.
    pub(super) fn is_ready(&self) -> bool {
        self.life.phase() == Phase::Serving && self.checks.iter().all(Check::is_well)
    }

    fn start_up(&self) -> HttpResponse {
        match self.life.phase() {
            Phase::Starting => not_yet("the service is starting").into_response(),
            Phase::Serving | Phase::Draining => said("started"),
        }
    }

    fn readiness(&self, in_full: bool) -> HttpResponse {
        let why = match self.life.phase() {
            Phase::Starting => "the service is starting",
            Phase::Draining => "the service is stopping",
            Phase::Serving if self.is_ready() => {
                return match in_full {
                    true => {
                        HttpResponse::Ok().json(json!({ "status": "ready", "checks": self.told() }))
                    }
                    false => said("ready"),
                };
            }
            Phase::Serving => "something that the service needs is not there",
        };
        let problem = not_yet(why);
        match in_full {
            true => problem.member("checks", self.told()).into_response(),
            false => problem.into_response(),
        }
    }

    /// Name and state of each check; why it fails is for the log.
    pub(super) fn told(&self) -> serde_json::Value {
        let state = |check: &Check| if check.is_well() { "ok" } else { "failing" };
        let told = self.checks.iter();
        told.map(|check| (check.name().to_owned(), state(check).into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

fn said(status: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::OK).json(json!({ "status": status }))
}

fn not_yet(why: &'static str) -> Problem {
    Rejection::NotReady
        .problem()
        .detail(why)
        .retry_after(Duration::from_secs(1))
}
