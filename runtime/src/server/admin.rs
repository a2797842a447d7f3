//! The admin listener: what the service promises, and how it is.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Get, Head};
#[cfg(feature = "compress")]
use actix_web::middleware::Compress;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, Json};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, Resource, Route};
use hardpoint_policy::EndpointSpec;
use serde_json::{Map, Value, json};

use super::around::Around;
use super::dependencies::{self, Sayings};
#[cfg(feature = "logs")]
use super::log_level;
use super::probes::Probes;
use crate::clock::{Clock, Moment};
use crate::error::{Problem, Rejection};
use crate::observe;
use crate::pipeline::dressed;
use crate::runtime::Hardpoint;
use crate::start::Override;

/// What the admin listener tells of.
struct Told {
    hardpoint: Hardpoint,
    probes: Probes,
    began: Moment,
}

/// One thread, apart from those that serve requests.
pub(super) fn listen(
    at: SocketAddr,
    hardpoint: &Hardpoint,
    probes: &Probes,
    around: &Around,
) -> io::Result<(Server, Vec<SocketAddr>)> {
    let told = Data::new(Told {
        hardpoint: hardpoint.clone(),
        probes: probes.clone(),
        began: Clock::system().now(),
    });
    #[cfg(feature = "logs")]
    let logs = around.logs.clone();
    #[cfg(not(feature = "logs"))]
    let _nothing_of_it = around;
    let sayings = Data::<Sayings>::default();
    let server = HttpServer::new(move || {
        let app = App::new()
            .app_data(told.clone())
            .app_data(told.hardpoint.clone())
            .wrap(from_fn(dress));
        #[cfg(feature = "logs")]
        let app = app.configure(log_level::register(logs.clone()));
        let clock = told.hardpoint.shared().clock.clone();
        let app = app.configure(dependencies::register(clock, sayings.clone()));
        // A page of metrics is large, and its lines are much alike.
        #[cfg(feature = "compress")]
        let app = app.wrap(Compress::default());
        app.service(only("/status", READ).route(read().to(status)))
            .service(only("/policies", READ).route(read().to(policies)))
            .service(only("/metrics", READ).route(read().to(observe::metrics)))
            .default_service(web::to(other))
    })
    .workers(1)
    .max_connections(64)
    .disable_signals()
    .shutdown_timeout(1)
    .bind(at)?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

/// Every answer of the listener is like those of endpoints.
async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answered = next.call(request).await?.map_into_boxed_body();
    let (request, response) = answered.into_parts();
    let response = dressed(&request, response);
    Ok(ServiceResponse::new(request, response))
}

/// What a page answers that is only to be read.
pub(super) const READ: &str = "GET, HEAD";

/// A page, and what it says to methods that no route of it takes: those that it does.
pub(super) fn only(path: &str, allowed: &'static str) -> Resource {
    let wrong_method = move || async move { Problem::method_not_allowed(allowed).into_response() };
    web::resource(path).default_service(web::to(wrong_method))
}

/// `GET`, and `HEAD`, which is the same without the body.
pub(super) fn read() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// The longest time after which a change falls back.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long a change is to hold; for good where nothing says so.
pub(super) fn time_of(query: &str) -> Result<Option<Duration>, String> {
    if query.is_empty() {
        return Ok(None);
    }
    let Some(text) = query.strip_prefix("for=") else {
        return Err("expected no query, or `for` and a duration, such as `?for=10m`".to_owned());
    };
    let span: hardpoint_policy::Duration =
        text.parse().map_err(|error| format!("`for`: {error}"))?;
    let span = span.to_std();
    match span > Duration::ZERO && span <= LONGEST {
        true => Ok(Some(span)),
        false => Err("`for`: expected more than nothing and 24h at most".to_owned()),
    }
}

/// Who has asked for a change, for the line in the log.
pub(super) fn said_by(request: &HttpRequest) -> String {
    match request.peer_addr() {
        Some(peer) => format!("{peer}, on the admin listener"),
        None => "the admin listener".to_owned(),
    }
}

/// The probes once more: whatever the endpoints are at, this thread is free to tell.
async fn other(request: HttpRequest, told: Data<Told>) -> HttpResponse {
    let probe = told.probes.answer(&request);
    probe.unwrap_or_else(|| Rejection::NotFound.problem().into_response())
}

/// How the service is.
async fn status(told: Data<Told>) -> Json<Value> {
    Json(json!({
        "phase": told.probes.life.phase().as_str(),
        "ready": told.probes.is_ready(),
        "checks": told.probes.told(),
        "in_flight": told.hardpoint.in_flight(),
        "jobs": told.hardpoint.crew().told(),
        "dependencies": dependencies::brief(&told.hardpoint.shared().clock),
        "uptime_seconds": Clock::system().now().since(told.began).as_secs(),
    }))
}

/// What each endpoint promises, as it is enforced, and what an operator has changed.
async fn policies(told: Data<Told>) -> Json<Value> {
    let endpoints: Vec<Value> = told.hardpoint.specs().map(promises).collect();
    let dependencies = dependencies::promised(&told.hardpoint.shared().clock);
    let overrides = told.hardpoint.overrides().iter();
    let overrides: Vec<Value> = overrides.map(stated).collect();
    Json(json!({ "endpoints": endpoints, "dependencies": dependencies, "overrides": overrides }))
}

fn stated(change: &Override) -> Value {
    json!({
        "endpoint": change.endpoint,
        "option": change.option,
        "from": change.from,
        "to": change.to,
        "source": change.source,
    })
}

/// The options of an endpoint, in the words of the attribute.
fn promises(spec: &EndpointSpec) -> Value {
    let mut options = Map::new();
    let mut say = |option: &str, value: Option<String>| {
        if let Some(value) = value {
            options.insert(option.to_owned(), value.into());
        }
    };
    say("name", Some(spec.name.to_string()));
    say("route", spec.path.is_some().then(|| spec.operation()));
    say("version", spec.version.map(|version| version.to_string()));
    say("timeout", Some(spec.timeout.to_string()));
    say("body", Some(spec.body.to_string()));
    say(
        "concurrency",
        spec.concurrency.as_ref().map(ToString::to_string),
    );
    say("cache", spec.cache.as_ref().map(ToString::to_string));
    say(
        "idempotent",
        spec.idempotency.map(|policy| policy.to_string()),
    );
    say(
        "auth",
        Some(spec.access.to_string()).filter(|text| !text.is_empty()),
    );
    say(
        "authorize",
        spec.authorize.as_ref().map(ToString::to_string),
    );
    say(
        "deprecated",
        spec.deprecated.as_ref().map(ToString::to_string),
    );
    say("sunset", spec.sunset.as_ref().map(ToString::to_string));
    say("criticality", Some(spec.criticality.to_string()));
    say("slo", spec.slo.as_ref().map(ToString::to_string));
    say("tag", spec.tag.as_ref().map(ToString::to_string));
    let texts = |items: Vec<String>| Value::from(items);
    if !spec.rates.is_empty() {
        let rates = spec.rates.iter().map(ToString::to_string).collect();
        options.insert("rate".to_owned(), texts(rates));
    }
    if !spec.invalidates.is_empty() {
        let tags = spec.invalidates.iter().map(ToString::to_string).collect();
        options.insert("invalidates".to_owned(), texts(tags));
    }
    Value::Object(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_change_is_bounded() {
        assert_eq!(time_of(""), Ok(None));
        assert_eq!(time_of("for=10m"), Ok(Some(Duration::from_secs(600))));
        for query in [
            "for=",
            "for=0s",
            "for=25h",
            "for=10",
            "until=10m",
            "for=1m&x=1",
        ] {
            assert!(time_of(query).is_err(), "{query}");
        }
    }
}
