//! Rate, errors, duration: one histogram per endpoint, method and status, and requests in flight.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use hardpoint_policy::EndpointSpec;
use metrics::{Gauge, Histogram, Label, gauge, histogram};
use parking_lot::RwLock;

/// The RED metrics of one endpoint, named by OpenTelemetry's semantic conventions for HTTP and
/// recorded through the `metrics` facade.
///
/// Handles are looked up once, so a recorder must be installed before the first request. Labels
/// are the route's template, the method and the status, never anything a client can make up.
pub(crate) struct Red {
    route: Arc<str>,
    in_flight: Gauge,
    series: RwLock<Vec<Series>>,
}

struct Series {
    method: &'static str,
    status: StatusCode,
    duration: Histogram,
}

impl Red {
    pub(crate) fn new(spec: &EndpointSpec) -> Self {
        Self::of_route(spec.path.as_deref().unwrap_or(&spec.name))
    }

    /// Those of all requests that no endpoint takes, under one label: a scanner adds no series.
    pub(crate) fn unmatched() -> Self {
        Self::of_route("_unmatched")
    }

    fn of_route(route: &str) -> Self {
        let route: Arc<str> = route.into();
        let in_flight = gauge!("http_server_active_requests", "http_route" => Arc::clone(&route));
        Self {
            route,
            in_flight,
            series: RwLock::default(),
        }
    }

    /// Counts one request as in flight, until [`leave`](Self::leave).
    pub(crate) fn enter(&self) {
        self.in_flight.increment(1.0);
    }

    /// The other end of [`enter`](Self::enter).
    pub(crate) fn leave(&self) {
        self.in_flight.decrement(1.0);
    }

    /// Records one answered request.
    pub(crate) fn record(&self, method: &Method, status: StatusCode, duration: Duration) {
        let method = label(method);
        let seconds = duration.as_secs_f64();
        let is_it = |series: &&Series| series.status == status && series.method == method;
        if let Some(series) = self.series.read().iter().find(is_it) {
            return series.duration.record(seconds);
        }
        let mut labels = vec![
            Label::new("http_route", Arc::clone(&self.route)),
            Label::new("http_request_method", method),
            Label::new("http_response_status_code", status.as_str().to_owned()),
        ];
        if status.is_server_error() {
            labels.push(Label::new("error_type", status.as_str().to_owned()));
        }
        let duration = histogram!("http_server_request_duration_seconds", labels);
        duration.record(seconds);
        self.series.write().push(Series {
            method,
            status,
            duration,
        });
    }
}

/// A method as a label: the known ones by name, all others as one.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}
