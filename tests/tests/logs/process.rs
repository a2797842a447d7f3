//! A service in a process of its own, and all that it says.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use hardpoint_tests::limits::in_time;
use hardpoint_tests::servers::{Database, database};
use hardpoint_tests::{Answer, Connection, Request};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

/// How its standard output is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it comes.
    AsItComes,
    /// A line when the test asks for one, and else not.
    WhenAsked,
    /// Until it serves; then it is closed.
    UntilItServes,
}

/// A service in a process of its own, and all that it says.
pub(crate) struct Logged {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Every line so far, of both outputs.
    pub(crate) all: Vec<String>,
    pub(crate) at: SocketAddr,
    pub(crate) admin: SocketAddr,
    _database: Database,
}

impl Logged {
    pub(crate) fn start(levels: &str, variables: &[(&str, &str)]) -> Self {
        Self::read(Reading::AsItComes, levels, variables)
    }

    pub(crate) fn read(reading: Reading, levels: &str, variables: &[(&str, &str)]) -> Self {
        let database = database();
        let mut child = Command::new(env!("CARGO_BIN_EXE_logged"))
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env("AWAY_URL", "postgres://u@127.0.0.1:1/db")
            .env("REDIS_URL", "redis://127.0.0.1:1")
            .env("LOG_FORMAT", "json")
            .env("RUST_LOG", levels)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let room = match reading {
            Reading::WhenAsked => 0,
            Reading::AsItComes | Reading::UntilItServes => 100_000,
        };
        let (tell, lines) = mpsc::sync_channel(room);
        let outputs: [(Reading, Box<dyn Read + Send>); 2] = [
            (reading, Box::new(child.stdout.take().expect("a pipe"))),
            (
                Reading::AsItComes,
                Box::new(child.stderr.take().expect("a pipe")),
            ),
        ];
        for (reading, output) in outputs {
            let tell = tell.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let serves = line.contains("\"message\":\"serving\"");
                    let _ = tell.send(line);
                    if serves && reading == Reading::UntilItServes {
                        break;
                    }
                }
            });
        }
        drop(tell);
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut logged = Self {
            input: child.stdin.take(),
            child,
            lines,
            all: Vec::new(),
            at: unknown,
            admin: unknown,
            _database: database,
        };
        let serving = logged.until(|line| line["message"] == "serving");
        let address = |field: &str| {
            let text = serving["fields"][field].as_str().expect("addresses");
            let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
            digits.parse().expect("an address")
        };
        (logged.at, logged.admin) = (address("addresses"), address("admin"));
        logged
    }

    /// Reads on until there is such a line.
    #[track_caller]
    pub(crate) fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("it is not said: {:#?}", self.all));
            let read = serde_json::from_str::<Value>(&line);
            self.all.push(line);
            if let Ok(read) = read
                && is_it(&read)
            {
                return read;
            }
        }
    }

    pub(crate) async fn send(&self, request: Request) -> Answer {
        in_time(async { Connection::open(self.at).await.send(request).await }).await
    }

    pub(crate) async fn ask_admin(&self, request: Request) -> Answer {
        in_time(async { Connection::open(self.admin).await.send(request).await }).await
    }

    /// Tells it to stop, and gives every line that it has ever said, and its exit code.
    pub(crate) fn stop(mut self, signal: &str) -> (Vec<Value>, Vec<String>, Option<i32>) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &id])
            .status();
        assert!(sent.expect("kill").success());
        let ended = self.child.wait().expect("a child");
        let input = self.input.take();
        self.all.extend(self.lines.iter());
        drop(input);
        let (mut read, mut others) = (Vec::new(), Vec::new());
        for line in &self.all {
            match serde_json::from_str(line) {
                Ok(line) => read.push(line),
                Err(_) => others.push(line.clone()),
            }
        }
        (read, others, ended.code())
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The messages of a request's lines.
pub(crate) fn messages_of(lines: &[Value], answer: &Answer) -> Vec<String> {
    let id = answer.header("x-request-id").expect("an id");
    let its = lines.iter().filter(|line| line["request_id"] == id);
    its.map(|line| line["message"].as_str().unwrap_or_default().to_owned())
        .collect()
}
