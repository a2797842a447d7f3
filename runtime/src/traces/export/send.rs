//! Sends messages to a collector: OTLP over HTTP, in protobuf (OTLP 1.x, "OTLP/HTTP").

use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message as _;
use rustls::RootCertStore;

use crate::clock::Clock;
use crate::random;
use crate::within::within;

/// Where messages go to, and how.
#[derive(Debug, Clone)]
pub(in crate::traces) struct Endpoint {
    pub(in crate::traces) uri: Uri,
    pub(in crate::traces) headers: Vec<(HeaderName, HeaderValue)>,
    /// For how long it is tried to send one of them.
    pub(in crate::traces) timeout: Duration,
    pub(in crate::traces) is_compressed: bool,
}

/// Sends one message after another.
pub(in crate::traces) struct Sender {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    endpoint: Endpoint,
    headers: HeaderMap,
    /// Whether the last one was taken: only changes are logged.
    is_well: bool,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsent {
    /// The collector does not want it.
    Refused,
    /// It is away, or does not answer in time.
    Unanswered,
}

/// What came of one try.
#[derive(Debug)]
enum Tried {
    /// It was taken, except for so many of its spans.
    Taken(u64),
    Refused(String),
    /// It may be taken later; the collector may say when.
    Later(String, Option<Duration>),
}

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How much of an answer is read.
const LONGEST_ANSWER: usize = 64 * 1024;

impl Sender {
    /// To a collector whose certificate one of `roots` has signed, where it has one.
    pub(in crate::traces) fn to(endpoint: Endpoint, roots: RootCertStore) -> Self {
        let provider = rustls::crypto::ring::default_provider();
        let tls = rustls::ClientConfig::builder_with_provider(provider.into());
        // The versions are those of the provider.
        let tls = tls
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|_| rustls::ClientConfig::builder())
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(1)
            .build(connector);
        let mut headers: HeaderMap = endpoint.headers.iter().cloned().collect();
        let content_type = HeaderValue::from_static("application/x-protobuf");
        headers.insert(header::CONTENT_TYPE, content_type);
        let agent = HeaderValue::from_static(concat!("hardpoint/", env!("CARGO_PKG_VERSION")));
        headers.insert(header::USER_AGENT, agent);
        if endpoint.is_compressed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        Self {
            client,
            endpoint,
            headers,
            is_well: true,
        }
    }

    /// Sends a message, and tries again for as long as there is time; how many of its spans the
    /// collector did not want.
    pub(super) async fn send(&mut self, message: Vec<u8>) -> Result<u64, Unsent> {
        let body = Bytes::from(match self.endpoint.is_compressed {
            true => gzip(&message).unwrap_or(message),
            false => message,
        });
        let mut why = "it does not answer".to_owned();
        let sent = within(self.endpoint.timeout, self.send_at_last(body, &mut why)).await;
        let sent = sent.unwrap_or(Err(Unsent::Unanswered));
        match (&sent, self.is_well) {
            (Ok(0), false) => tracing::info!("the collector of traces takes spans again"),
            (Ok(0), true) | (_, false) => {}
            (Ok(refused), true) => {
                tracing::warn!(refused, "the collector of traces refuses some spans");
            }
            (Err(_), true) => {
                tracing::warn!(why, "the collector of traces takes no spans: they are lost");
            }
        }
        self.is_well = sent == Ok(0);
        sent
    }

    async fn send_at_last(&self, body: Bytes, why: &mut String) -> Result<u64, Unsent> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.try_to_send(body.clone()).await {
                Tried::Taken(refused) => return Ok(refused),
                Tried::Refused(because) => {
                    *why = because;
                    return Err(Unsent::Refused);
                }
                Tried::Later(because, wanted) => {
                    *why = because;
                    let pause_now = wanted.unwrap_or(pause.mul_f64(random::jitter(0.5)));
                    Clock::system().sleep(pause_now).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn try_to_send(&self, body: Bytes) -> Tried {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.endpoint.uri.clone();
        *request.headers_mut() = self.headers.clone();
        let (head, body) = match self.client.request(request).await {
            Ok(answer) => answer.into_parts(),
            Err(error) => return Tried::Later(crate::error::Chain(&error).to_string(), None),
        };
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map(|body| body.to_bytes()).unwrap_or_default();
        judge(&Response::from_parts(head, body))
    }
}

/// What an answer says of a message.
fn judge(answer: &Response<Bytes>) -> Tried {
    let status = answer.status();
    if status.is_success() {
        // One that cannot be read says nothing against it.
        let said = ExportTraceServiceResponse::decode(answer.body().clone()).unwrap_or_default();
        let refused = said.partial_success.map_or(0, |part| part.rejected_spans);
        return Tried::Taken(u64::try_from(refused).unwrap_or_default());
    }
    let why = format!("it answers {status}");
    match status {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            let wanted = answer.headers().get(header::RETRY_AFTER);
            let seconds = wanted.and_then(|value| value.to_str().ok()?.parse().ok());
            Tried::Later(why, seconds.map(Duration::from_secs))
        }
        _ => Tried::Refused(why),
    }
}

fn gzip(message: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(message).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;

    use super::*;

    fn answer(status: u16, retry_after: Option<&str>, body: Vec<u8>) -> Response<Bytes> {
        let mut answer = Response::builder().status(status);
        if let Some(value) = retry_after {
            answer = answer.header("retry-after", value);
        }
        answer.body(Bytes::from(body)).unwrap()
    }

    #[test]
    fn what_is_overloaded_is_asked_again_and_what_refuses_is_not() {
        for status in [429, 502, 503, 504] {
            assert!(matches!(
                judge(&answer(status, None, vec![])),
                Tried::Later(_, None)
            ));
        }
        let wait = judge(&answer(503, Some("7"), vec![]));
        assert!(matches!(wait, Tried::Later(_, Some(wait)) if wait.as_secs() == 7));
        for status in [301, 400, 401, 404, 413, 500] {
            let judged = judge(&answer(status, None, vec![]));
            assert!(matches!(judged, Tried::Refused(_)), "{status}");
        }
    }

    #[test]
    fn spans_that_are_refused_are_counted() {
        let said = ExportTraceServiceResponse {
            partial_success: Some(ExportTracePartialSuccess {
                rejected_spans: 3,
                error_message: String::new(),
            }),
        };
        for (body, refused) in [
            (said.encode_to_vec(), 3),
            (Vec::new(), 0),
            (b"ok".to_vec(), 0),
        ] {
            assert!(matches!(judge(&answer(200, None, body)), Tried::Taken(n) if n == refused));
        }
    }
}
