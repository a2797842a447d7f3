//! A service in a process of its own whose traces are recorded, and what is found in them.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use hardpoint::Environment;
use hardpoint_tests::servers::{Database, database};
use hardpoint_tests::{Answer, Collector, Connection, Request, Seen};
use serde_json::Value;

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A service in a process of its own, whose traces are recorded.
pub(crate) struct Traced {
    pub(crate) child: Child,
    _input: Option<ChildStdin>,
    lines: Receiver<Value>,
    pub(crate) at: SocketAddr,
    admin: SocketAddr,
    _database: Database,
}

impl Traced {
    /// One that is told the collector's address and these variables, and sends what it records when
    /// it ends, not before.
    pub(crate) fn start(collector: &Collector, variables: &[(&str, &str)]) -> Self {
        let database = database();
        let environment = Environment::process();
        let redis = environment
            .get("REDIS_URL")
            .unwrap_or("redis://127.0.0.1:1");
        let mut child = Command::new(env!("CARGO_BIN_EXE_traced"))
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env("REDIS_URL", redis)
            .env("LOG_FORMAT", "json")
            .env("OTEL_SERVICE_NAME", "traced")
            .env(
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=test",
            )
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
            .env("OTEL_BSP_SCHEDULE_DELAY", "3600000")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let (tell, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut traced = Self {
            _input: child.stdin.take(),
            child,
            lines,
            at: unknown,
            admin: unknown,
            _database: database,
        };
        let serving = traced.until("serving");
        let address = |field: &str| {
            let text = serving["fields"][field].as_str().expect("addresses");
            let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
            digits.parse().expect("an address")
        };
        (traced.at, traced.admin) = (address("addresses"), address("admin"));
        traced
    }

    /// Reads on until that is said.
    #[track_caller]
    pub(crate) fn until(&mut self, message: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("it is said");
            if line["message"] == message {
                return line;
            }
        }
    }

    pub(crate) async fn send(&self, request: Request) -> Answer {
        Connection::open(self.at).await.send(request).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.send(Request::get(target)).await
    }

    /// What one of its metrics says, of those of spans.
    pub(crate) async fn spans(&self, outcome: &str) -> u64 {
        let asked = Request::get("/metrics");
        let answer = Connection::open(self.admin).await.send(asked).await;
        let page = String::from_utf8(answer.body).expect("text");
        let series = format!("hardpoint_trace_spans_total{{outcome=\"{outcome}\"}} ");
        let value = page.lines().find_map(|line| line.strip_prefix(&series));
        value
            .and_then(|value| value.parse().ok())
            .expect("a series")
    }

    /// Tells it to stop; its exit code, and what it has said since it was last listened to.
    pub(crate) fn stop(mut self) -> (Option<i32>, Vec<Value>) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.expect("kill").success());
        let ended = self.child.wait().expect("a child");
        (ended.code(), self.lines.iter().collect())
    }
}

/// The span of that name, of which there is one in the trace.
#[track_caller]
pub(crate) fn named<'s>(spans: &'s [Seen], trace: &str, name: &str) -> &'s Seen {
    let mut found = spans
        .iter()
        .filter(|seen| seen.trace() == trace && seen.span.name == name);
    match (found.next(), found.next()) {
        (Some(seen), None) => seen,
        _ => panic!("not one `{name}` in {:#?}", shape(spans, trace)),
    }
}

/// Names and kinds of the spans of a trace.
pub(crate) fn shape(spans: &[Seen], trace: &str) -> Vec<(String, i32)> {
    let of_trace = spans.iter().filter(|seen| seen.trace() == trace);
    of_trace
        .map(|seen| (seen.span.name.clone(), seen.span.kind))
        .collect()
}

/// A caller's `traceparent`, of a trace of its own for each number.
pub(crate) fn parent(number: u8) -> (String, String) {
    let trace = format!("{number:02x}").repeat(16);
    let header = format!("00-{trace}-00f067aa0ba902b7-01");
    (trace, header)
}

pub(crate) const INTERNAL: i32 = 1;
pub(crate) const SERVER: i32 = 2;
pub(crate) const CLIENT: i32 = 3;
