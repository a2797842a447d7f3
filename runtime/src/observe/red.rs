//! Rate, errors, duration: one histogram per endpoint, method and status, and requests in flight.

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::http::Method;
use hardpoint_policy::{EndpointSpec, Method as Declared};
use metrics::{Gauge, Histogram};
use parking_lot::RwLock;

use super::catalogue::{ACTIVE_REQUESTS, REQUEST_DURATION};
use super::expected;
use super::place::Place;

/// The RED metrics of one endpoint, named by OpenTelemetry's semantic conventions for HTTP and
/// recorded through the `metrics` facade.
///
/// Handles are looked up once, so a recorder must be installed before. Labels are the route's
/// template, the method, the scheme and the status, never anything a client can make up: there are
/// so many lines, and so many statuses to a line.
pub(crate) struct Red {
    route: Box<str>,
    lines: [OnceLock<Box<Line>>; METHODS.len() * SCHEMES.len()],
}

/// The methods that have a name of their own, and what all others are called.
const METHODS: [&str; 11] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY",
    "_OTHER",
];

const SCHEMES: [&str; 2] = ["http", "https"];

/// Requests of one method and scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineId(u8);

struct Line {
    in_flight: Gauge,
    expected: Box<[Series]>,
    others: RwLock<Vec<Series>>,
}

#[derive(Clone)]
struct Series {
    status: u16,
    duration: Histogram,
}

/// Where there was no answer.
const UNANSWERED: u16 = 0;

impl Red {
    /// Those of an endpoint, with every series that can be expected: those of `https`, too, where
    /// somebody `may_say` that it was.
    pub(crate) fn new(place: &Place, spec: &EndpointSpec, may_say: bool) -> Self {
        let red = Self::of_route(&place.route);
        let head = spec.methods.contains(&Declared::Get);
        let head = head.then_some(Declared::Head);
        for method in spec.methods.iter().copied().chain(head) {
            let mut statuses = expected::statuses(spec, method);
            if method != Declared::Head {
                statuses.push(UNANSWERED);
            }
            red.show(method.as_str(), &statuses, may_say);
        }
        red
    }

    /// Those of all requests that no endpoint takes, under one label, and all of them there from
    /// the start: a scanner adds no series.
    pub(crate) fn unmatched(may_say: bool) -> Self {
        let red = Self::of_route("_unmatched");
        for method in METHODS {
            let answers: &[u16] = match method {
                "OPTIONS" => &[204, 404],
                _ => &[404, 405],
            };
            red.show(method, answers, may_say);
        }
        red
    }

    fn show(&self, method: &str, statuses: &[u16], may_say: bool) {
        let schemes: &[bool] = if may_say { &[false, true] } else { &[false] };
        for is_secure in schemes {
            self.line(LineId::named(method, *is_secure), statuses);
        }
    }

    fn of_route(route: &str) -> Self {
        Self {
            route: route.into(),
            lines: [const { OnceLock::new() }; METHODS.len() * SCHEMES.len()],
        }
    }

    /// The route, as it is mounted.
    pub(crate) fn route(&self) -> &str {
        &self.route
    }

    /// Counts one request as in flight, until [`leave`](Self::leave).
    pub(crate) fn enter(&self, method: &Method, is_secure: bool) -> LineId {
        let id = LineId::of(method, is_secure);
        self.line(id, &[]).in_flight.increment(1.0);
        id
    }

    /// The other end of [`enter`](Self::enter).
    pub(crate) fn leave(&self, id: LineId) {
        self.line(id, &[]).in_flight.decrement(1.0);
    }

    /// Records one answered request.
    pub(crate) fn record(&self, id: LineId, status: u16, duration: Duration) {
        let line = self.line(id, &[]);
        let seconds = duration.as_secs_f64();
        let is_it = |series: &&Series| series.status == status;
        match line.expected.iter().find(is_it) {
            Some(series) => series.duration.record(seconds),
            None => self.unexpected(id, line, status).record(seconds),
        }
    }

    /// Records one that ended without an answer: its client left, or its time was over.
    pub(crate) fn abandoned(&self, id: LineId, duration: Duration) {
        self.record(id, UNANSWERED, duration);
    }

    #[inline]
    fn line(&self, id: LineId, expected: &[u16]) -> &Line {
        let line = &self.lines[usize::from(id.0)];
        line.get_or_init(|| {
            let expected = expected.iter().map(|status| self.series(id, *status));
            Box::new(Line {
                in_flight: ACTIVE_REQUESTS.gauge([id.method(), &self.route, id.scheme()]),
                expected: expected.collect(),
                others: RwLock::default(),
            })
        })
    }

    #[cold]
    fn unexpected(&self, id: LineId, line: &Line, status: u16) -> Histogram {
        let is_it = |series: &&Series| series.status == status;
        if let Some(known) = line.others.read().iter().find(is_it) {
            return known.duration.clone();
        }
        let series = self.series(id, status);
        let duration = series.duration.clone();
        let mut others = line.others.write();
        if !others.iter().any(|other| other.status == status) {
            others.push(series);
        }
        duration
    }

    fn series(&self, id: LineId, status: u16) -> Series {
        let said = match status {
            UNANSWERED => String::new(),
            status => status.to_string(),
        };
        let error = match status {
            UNANSWERED => "abandoned",
            500.. => &*said,
            _ => "",
        };
        let labels = [id.method(), &*self.route, &*said, id.scheme(), error];
        Series {
            status,
            duration: REQUEST_DURATION.histogram(labels),
        }
    }
}

impl LineId {
    #[inline]
    fn of(method: &Method, is_secure: bool) -> Self {
        // Most are, and no text has to be compared for that.
        match *method {
            Method::GET => Self(u8::from(is_secure)),
            _ => Self::named(method.as_str(), is_secure),
        }
    }

    fn named(method: &str, is_secure: bool) -> Self {
        let known = METHODS.iter().position(|known| *known == method);
        let method = known.unwrap_or(METHODS.len() - 1);
        #[expect(clippy::cast_possible_truncation, reason = "there are 22")]
        Self((method * SCHEMES.len() + usize::from(is_secure)) as u8)
    }

    /// Whether they came over TLS, as far as that is known.
    pub(crate) fn is_secure(self) -> bool {
        usize::from(self.0) % SCHEMES.len() == 1
    }

    pub(crate) fn method(self) -> &'static str {
        METHODS[usize::from(self.0) / SCHEMES.len()]
    }

    pub(crate) fn scheme(self) -> &'static str {
        SCHEMES[usize::from(self.0) % SCHEMES.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_method_and_a_scheme() {
        for (method, is_secure, called) in [
            ("GET", false, ("GET", "http")),
            ("POST", true, ("POST", "https")),
            ("QUERY", false, ("QUERY", "http")),
            ("get", false, ("_OTHER", "http")),
            ("PROPFIND", true, ("_OTHER", "https")),
            ("", false, ("_OTHER", "http")),
        ] {
            let line = LineId::named(method, is_secure);
            assert_eq!((line.method(), line.scheme()), called);
            if let Ok(method) = Method::from_bytes(method.as_bytes()) {
                assert_eq!(LineId::of(&method, is_secure), line);
                assert_eq!(line.is_secure(), is_secure);
            }
        }
    }

    #[test]
    fn a_status_has_one_series_whether_it_was_expected_or_not() {
        let red = Red::of_route("/x");
        let id = LineId::named("GET", false);
        red.line(id, &[200]);
        for status in [200, 418, 418, 200, UNANSWERED, 418] {
            red.record(id, status, Duration::ZERO);
        }
        let others = red.line(id, &[]).others.read();
        let others: Vec<u16> = others.iter().map(|series| series.status).collect();
        assert_eq!(others, [418, UNANSWERED]);
    }
}
