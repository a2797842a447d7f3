//! A collector of OTLP over HTTP on a socket of its own, which behaves as a test wants it to.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use parking_lot::{Condvar, Mutex};
use prost::Message as _;

/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A collector; it listens for as long as the process lives.
#[derive(Debug, Clone)]
pub struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug)]
struct State {
    manner: Manner,
    asked: usize,
    spans: Vec<Seen>,
    headers: Vec<BTreeMap<String, String>>,
}

/// What it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It takes everything.
    Takes,
    /// It takes what comes, except for so many spans.
    TakesBut(i64),
    /// It answers with this status and takes nothing.
    Refuses(u16),
    /// It reads what is sent and never answers.
    Hangs,
}

/// One span, as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The span itself.
    pub span: Span,
    /// What holds for all spans of its process.
    pub resource: BTreeMap<String, String>,
}

impl Collector {
    /// Begins to listen, and takes everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let collector = Self {
            address: listener.local_addr().expect("an address"),
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    manner: Manner::Takes,
                    asked: 0,
                    spans: Vec::new(),
                    headers: Vec::new(),
                }),
                news: Condvar::new(),
            }),
        };
        let shared = Arc::clone(&collector.shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || converse(stream, &shared));
            }
        });
        collector
    }

    /// The same, in this manner from the start.
    pub fn that(manner: Manner) -> Self {
        let collector = Self::start();
        collector.now(manner);
        collector
    }

    /// From the next message on, it behaves so.
    pub fn now(&self, manner: Manner) {
        self.shared.state.lock().manner = manner;
    }

    /// Where it is: `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All spans that it has taken so far.
    pub fn spans(&self) -> Vec<Seen> {
        self.shared.state.lock().spans.clone()
    }

    /// The headers of all messages that it has taken, names in lower case.
    pub fn headers(&self) -> Vec<BTreeMap<String, String>> {
        self.shared.state.lock().headers.clone()
    }

    /// Waits until it was asked so often, whatever it answered.
    #[track_caller]
    pub fn until_asked(&self, times: usize) {
        self.wait(|state| state.asked >= times);
    }

    /// Waits until it has such a span, and gives it.
    #[track_caller]
    pub fn until_seen(&self, is_it: impl Fn(&Seen) -> bool) -> Seen {
        self.wait(|state| state.spans.iter().any(&is_it));
        let found = self.spans().into_iter().find(|seen| is_it(seen));
        found.expect("it is there")
    }

    #[track_caller]
    fn wait(&self, is_so: impl Fn(&State) -> bool) {
        let mut state = self.shared.state.lock();
        let late = self
            .shared
            .news
            .wait_while_for(&mut state, |state| !is_so(state), PATIENCE);
        assert!(!late.timed_out(), "it does not come: {state:#?}");
    }
}

impl Seen {
    /// An attribute, as text.
    pub fn attribute(&self, name: &str) -> Option<String> {
        texts(&self.span.attributes).remove(name)
    }

    /// All attributes, as texts.
    pub fn attributes(&self) -> BTreeMap<String, String> {
        texts(&self.span.attributes)
    }

    /// The id of its trace, in hexadecimal digits.
    pub fn trace(&self) -> String {
        hex(&self.span.trace_id)
    }

    /// Its id, in hexadecimal digits.
    pub fn id(&self) -> String {
        hex(&self.span.span_id)
    }

    /// That of the span that it is a part of, in hexadecimal digits; empty where it is the first.
    pub fn parent(&self) -> String {
        hex(&self.span.parent_span_id)
    }

    /// The code of its status: 0 unset, 1 ok, 2 error.
    pub fn status(&self) -> i32 {
        self.span.status.as_ref().map_or(0, |status| status.code)
    }
}

/// One message after another, until the client has enough.
fn converse(mut stream: TcpStream, shared: &Shared) {
    let mut unread = Vec::new();
    while let Some((headers, body)) = read(&mut stream, &mut unread) {
        let mut state = shared.state.lock();
        let manner = state.manner;
        state.asked += 1;
        let answer = match manner {
            Manner::Hangs => None,
            Manner::Refuses(status) => Some((status, Vec::new())),
            Manner::Takes | Manner::TakesBut(_) => {
                state.spans.extend(spans(&headers, &body));
                state.headers.push(headers);
                let rejected_spans = match manner {
                    Manner::TakesBut(count) => count,
                    _ => 0,
                };
                let partial = ExportTracePartialSuccess {
                    rejected_spans,
                    error_message: String::new(),
                };
                let said = ExportTraceServiceResponse {
                    partial_success: (rejected_spans > 0).then_some(partial),
                };
                Some((200, said.encode_to_vec()))
            }
        };
        drop(state);
        shared.news.notify_all();
        let Some((status, body)) = answer else {
            continue;
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let sent = stream.write_all(&[head.as_bytes(), &body].concat());
        if sent.is_err() {
            return;
        }
    }
}

/// The next request: its headers, with its first line as `request`, and its body.
fn read(
    stream: &mut TcpStream,
    unread: &mut Vec<u8>,
) -> Option<(BTreeMap<String, String>, Vec<u8>)> {
    let mut fill = |unread: &mut Vec<u8>| {
        let mut more = [0; 16 * 1024];
        let count = stream.read(&mut more).ok().filter(|count| *count > 0)?;
        unread.extend_from_slice(&more[..count]);
        Some(())
    };
    let end = loop {
        if let Some(at) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        fill(unread)?;
    };
    let head = String::from_utf8_lossy(&unread[..end]).into_owned();
    let mut lines = head.lines();
    let request = lines.next().unwrap_or_default().to_owned();
    let named = lines.filter_map(|line| line.split_once(':'));
    let mut headers: BTreeMap<String, String> = named
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    headers.insert("request".to_owned(), request);
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while unread.len() < end + length {
        fill(unread)?;
    }
    let body = unread[end..end + length].to_vec();
    unread.drain(..end + length);
    Some((headers, body))
}

fn spans(headers: &BTreeMap<String, String>, body: &[u8]) -> Vec<Seen> {
    let body = match headers.get("content-encoding").map(String::as_str) {
        Some("gzip") => {
            let mut plain = Vec::new();
            let mut decoder = flate2::read::GzDecoder::new(body);
            decoder.read_to_end(&mut plain).expect("gzip");
            plain
        }
        _ => body.to_vec(),
    };
    let message = ExportTraceServiceRequest::decode(&*body).expect("a message of OTLP");
    let mut seen = Vec::new();
    for of_process in message.resource_spans {
        let resource = texts(&of_process.resource.unwrap_or_default().attributes);
        for scope in of_process.scope_spans {
            seen.extend(scope.spans.into_iter().map(|span| Seen {
                span,
                resource: resource.clone(),
            }));
        }
    }
    seen
}

fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: &Option<AnyValue>| match value.as_ref().and_then(|any| any.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(truth)) => truth.to_string(),
        other => format!("{other:?}"),
    };
    let named = attributes.iter();
    named
        .map(|attribute| (attribute.key.clone(), text(&attribute.value)))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
