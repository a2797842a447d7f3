//! What can be seen of a client from outside: how long its requests took, and what came of them.

use std::collections::HashMap;
use std::time::Duration;

use metrics::Histogram;
use parking_lot::RwLock;
use reqwest::{Method, StatusCode};

use super::destination::{Origin, Standing};
use super::error::Error;
use crate::observe::catalogue;

/// The durations of one client's requests, by OpenTelemetry's conventions for HTTP clients.
///
/// Handles are looked up once for each series, of which there are few: strangers' hosts are one.
#[derive(Debug)]
pub(super) struct Meters {
    client: Box<str>,
    known: RwLock<HashMap<Series, Histogram>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Series {
    method: &'static str,
    /// None for the hosts of strangers.
    origin: Option<Origin>,
    status: Option<StatusCode>,
    error: &'static str,
}

/// What came of one request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome<'a> {
    Answered(StatusCode),
    Failed(&'a Error),
    /// Its time, or that of all of it, was over.
    TimedOut,
    /// Nobody waited for its end.
    Cancelled,
}

impl Meters {
    pub(super) fn new(client: &str) -> Self {
        Self {
            client: client.into(),
            known: RwLock::default(),
        }
    }

    pub(super) fn note(
        &self,
        method: &Method,
        origin: &Origin,
        standing: Standing,
        outcome: Outcome<'_>,
        took: Duration,
    ) {
        let (status, error) = match outcome {
            Outcome::Answered(status) => (Some(status), ""),
            Outcome::Failed(error) => (None, error.kind()),
            Outcome::TimedOut => (None, "timeout"),
            Outcome::Cancelled => (None, "cancelled"),
        };
        let series = Series {
            method: known_method(method),
            origin: (standing == Standing::Trusted).then(|| origin.clone()),
            status,
            error,
        };
        let known = self.known.read().get(&series).cloned();
        let histogram = known.unwrap_or_else(|| self.begin(series));
        histogram.record(took.as_secs_f64());
    }

    fn begin(&self, series: Series) -> Histogram {
        let status = series
            .status
            .map_or_else(String::new, |status| status.as_str().to_owned());
        let is_error = series
            .status
            .is_some_and(|s| s.is_client_error() || s.is_server_error());
        let error = if is_error { &*status } else { series.error };
        let (host, port) = match &series.origin {
            Some(origin) => (&*origin.host, origin.port.to_string()),
            None => ("_OTHER", String::new()),
        };
        let histogram = catalogue::CLIENT_DURATION.early_histogram([
            &*self.client,
            series.method,
            host,
            &port,
            &status,
            error,
        ]);
        self.known.write().insert(series, histogram.clone());
        histogram
    }
}

/// Methods are few in metrics, whatever is sent.
pub(super) fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 10] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE", "CONNECT",
    ];
    let known = KNOWN.iter().find(|known| **known == method.as_str());
    known.copied().unwrap_or("_OTHER")
}
