//! The log of a process: what is in it, and what never is.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use hardpoint_tests::limits::in_time;
use hardpoint_tests::servers::{Database, database};
use hardpoint_tests::{Answer, Connection, Request, seed};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// A service in a process of its own, and all that it says.
struct Logged {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Every line so far, of both outputs.
    all: Vec<String>,
    at: SocketAddr,
    admin: SocketAddr,
    _database: Database,
}

impl Logged {
    fn start(levels: &str, variables: &[(&str, &str)]) -> Self {
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
        let (tell, lines) = mpsc::channel();
        let outputs: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("a pipe")),
            Box::new(child.stderr.take().expect("a pipe")),
        ];
        for output in outputs {
            let tell = tell.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = tell.send(line);
                }
            });
        }
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
    fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
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

    async fn send(&self, request: Request) -> Answer {
        in_time(async { Connection::open(self.at).await.send(request).await }).await
    }

    async fn ask_admin(&self, request: Request) -> Answer {
        in_time(async { Connection::open(self.admin).await.send(request).await }).await
    }

    /// Tells it to stop, and gives every line that it has ever said, and its exit code.
    fn stop(mut self, signal: &str) -> (Vec<Value>, Vec<String>, Option<i32>) {
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
fn messages_of(lines: &[Value], answer: &Answer) -> Vec<String> {
    let id = answer.header("x-request-id").expect("an id");
    let its = lines.iter().filter(|line| line["request_id"] == id);
    its.map(|line| line["message"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Something that is nowhere else.
fn secret(what: &str) -> String {
    format!("{what}-{:016x}", fastrand::u64(..))
}

#[tokio::test]
async fn no_secret_is_in_the_log_whichever_way_it_comes() {
    seed();
    let mut secrets = Vec::new();
    let mut new = |what: &str| {
        let secret = secret(what);
        secrets.push(secret.clone());
        secret
    };
    let (away, redis) = (new("away"), new("redis"));
    let mut logged = Logged::start(
        "trace",
        &[
            ("AWAY_URL", &format!("postgres://u:{away}@127.0.0.1:1/db")),
            ("REDIS_URL", &format!("redis://:{redis}@127.0.0.1:1")),
        ],
    );
    let status = async |request: Request| {
        let answer = logged.send(request).await;
        (
            answer.status,
            String::from_utf8_lossy(&answer.body).into_owned(),
        )
    };
    let ok = |body: &str| (200, body.to_owned());

    let (token, next) = (new("query"), new("next"));
    let target = format!("/query?token={token}&next=/x?jwt={next}");
    assert_eq!(status(Request::get(&target)).await, ok("ok"));
    let login = json!({ "user": "ada", "password": new("body") });
    assert_eq!(status(Request::post("/body").json(&login)).await, ok("ok"));
    // One that is refused, one that is broken, one that is not read at all.
    let login = json!({ "user": "", "password": new("refused") });
    assert_eq!(status(Request::post("/body").json(&login)).await.0, 422);
    let broken = format!("{{\"user\":\"a\",\"password\":\"{}\",", new("broken"));
    let broken = Request::post("/body")
        .header("content-type", "application/json")
        .body(broken);
    assert_eq!(status(broken).await.0, 400);
    let unasked = json!({ "user": "a", "password": "b", new("field"): new("unasked") });
    assert_eq!(status(Request::post("/body").json(&unasked)).await.0, 422);
    assert_eq!(
        status(Request::get(&format!("/path/{}", new("path")))).await,
        ok("ok")
    );
    assert_eq!(
        status(Request::get(&format!(
            "/none/{}?a={}",
            new("none"),
            new("a")
        )))
        .await
        .0,
        404
    );

    let headers = Request::get("/headers")
        .header("authorization", &format!("Bearer {}", new("bearer")))
        .header(
            "cookie",
            &format!("a={}; b={}", new("cookie"), new("cookie")),
        )
        .header("x-api-key", &new("key"))
        .header("x-amz-security-token", &new("amz"))
        .header("idempotency-key", &new("idempotency"));
    assert_eq!(status(headers).await, ok("ok"));
    let target = |path: &str, secret: String| Request::get(&format!("{path}?token={secret}"));
    assert_eq!(status(target("/fails", new("fails"))).await.0, 500);
    assert_eq!(status(target("/panics", new("panics"))).await.0, 500);
    assert_eq!(status(target("/sql", new("sql"))).await, ok("as expected"));
    let login = json!({ "user": "ada", "password": new("span") });
    assert_eq!(status(Request::post("/notes").json(&login)).await, ok("ok"));
    for _ in 0..2 {
        let key = new("once");
        let once = Request::post("/once").header("idempotency-key", &key);
        assert_eq!(status(once.clone()).await, ok("once"));
        assert_eq!(status(once).await, ok("once"));
    }
    assert_eq!(
        status(Request::get("/who").header("x-who", &new("who"))).await,
        ok("you")
    );
    // What nobody understands.
    let garbage = format!(
        "GET /{} HTTP/9.9\r\nauthorization: {}\r\n\r\n",
        new("g"),
        new("g")
    );
    let mut connection = Connection::open(logged.at).await;
    connection.write(garbage.as_bytes()).await;
    let _ = in_time(connection.try_answer()).await;
    let put = Request::new("PUT", "/log-level").body(format!("token={}", new("level")));
    assert_eq!(logged.ask_admin(put).await.status, 422);
    logged.until(|line| line["fields"]["route"] == "/who");

    let (lines, others, code) = logged.stop("TERM");
    assert_eq!(code, Some(0));
    assert!(others.is_empty(), "what is no line: {others:#?}");
    let everything: Vec<String> = lines.iter().map(ToString::to_string).collect();
    for secret in &secrets {
        // Whatever is left of it.
        let (_, random) = secret.rsplit_once('-').expect("two parts");
        let found: Vec<_> = everything
            .iter()
            .filter(|line| line.contains(random))
            .collect();
        assert!(found.is_empty(), "{secret} is in {found:#?}");
    }
    // Where they would have been, had they not been taken out.
    for part in [
        "LoggedSettings {",
        "Login { user: \\\"ada\\\", password: \\\"[redacted]\\\" }",
        "\"password\":\"[redacted]\"",
        "https://[redacted]@h/?api_key=[redacted]&x=1",
        "postgres://[redacted]@127.0.0.1:1/db",
        "with parameters: [redacted]",
        "VALUES ('[redacted]')",
        "authorization: [redacted]",
        "no login with password=[redacted]",
        "the upstream cannot be asked: GET https://[redacted]@h/?token=[redacted] Bearer [redacted]",
        "pin=[redacted]",
        "the store of rates is away",
        "\"target\":\"tokio_postgres",
    ] {
        assert!(
            everything.iter().any(|line| line.contains(part)),
            "{part}: {everything:#?}"
        );
    }
}

#[tokio::test]
async fn every_line_of_a_request_has_its_id_wherever_it_is_logged() {
    let logged = Logged::start("debug", &[]);
    let parent = "00-12345678901234567890123456789012-1234567890123456-01";
    let spawns = Request::get("/spawns").header("traceparent", parent);
    let spawns = logged.send(spawns).await;
    let sql = logged.send(Request::get("/sql?token=x")).await;
    let panics = logged.send(Request::get("/panics?token=x")).await;
    let (lines, _, _) = logged.stop("TERM");
    let messages = messages_of(&lines, &spawns);
    for message in [
        "in a task",
        "in a task of a task",
        "in a span",
        "on this thread",
        "in a thread",
        "by the log crate",
        "served",
    ] {
        let count = messages.iter().filter(|said| *said == message).count();
        assert_eq!(count, 1, "{message}: {messages:#?}");
    }
    // And those of its trace.
    let of_spawns: Vec<_> = lines
        .iter()
        .filter(|line| line["request_id"] == spawns.header("x-request-id").unwrap_or_default())
        .collect();
    let place = of_spawns[0]["span_id"].as_str().unwrap_or_default();
    assert!(place.len() == 16 && place != "1234567890123456", "{place}");
    for line in of_spawns {
        assert_eq!(
            line["trace_id"], "12345678901234567890123456789012",
            "{line}"
        );
        assert_eq!(line["span_id"], place, "{line}");
    }
    // On the threads that drive connections, and in the client that does the talking.
    let targets: Vec<_> = lines
        .iter()
        .filter(|line| line["request_id"] == sql.header("x-request-id").unwrap_or_default())
        .map(|line| line["target"].as_str().unwrap_or_default().to_owned())
        .collect();
    for target in ["tokio_postgres::prepare", "tokio_postgres::query"] {
        assert!(targets.iter().any(|said| said == target), "{targets:#?}");
    }
    let panics = messages_of(&lines, &panics);
    let told = panics
        .iter()
        .filter(|said| said.contains("no login"))
        .count();
    assert_eq!(told, 1, "{panics:#?}");
    assert!(panics.contains(&"a panic: no login with password=[redacted]".to_owned()));
}

#[tokio::test]
async fn nothing_that_a_client_says_makes_a_line_of_its_own() {
    for format in ["json", "text"] {
        // The address is in a line of JSON: it is asked for on another one.
        let logged = Logged::start("info", &[]);
        let forged = "%0A%7B%22level%22:%22ERROR%22,%22message%22:%22forged%22%7D%0D%1B[2J";
        let target = format!("/said?token=x&next=a{forged}");
        assert_eq!(logged.send(Request::get(&target)).await.status, 200);
        let (lines, others, _) = logged.stop("TERM");
        assert!(others.is_empty(), "{format}: {others:#?}");
        assert!(
            lines.iter().all(|line| line["message"] != "forged"),
            "{lines:#?}"
        );
        let said = lines.iter().find(|line| line["fields"]["said"].is_string());
        let text = said.expect("it is said")["fields"]["said"]
            .as_str()
            .unwrap_or_default();
        assert!(text.starts_with("a\n{"), "{text:?}");
    }
}

#[tokio::test]
async fn levels_are_changed_while_the_service_runs() {
    let mut logged = Logged::start("warn,hardpoint::server=info", &[]);
    let said = logged.ask_admin(Request::get("/log-level")).await;
    let as_started = "warn,hardpoint::server=info";
    assert_eq!(
        said.json(),
        json!({ "levels": as_started, "standing": as_started })
    );
    let quiet = logged.send(Request::get("/path/a")).await;

    let put = |target: &str, levels: &str| Request::new("PUT", target).body(levels.to_owned());
    let answer = logged.ask_admin(put("/log-level?for=1s", "info\n")).await;
    assert_eq!(
        answer.json(),
        json!({ "levels": "info", "standing": as_started })
    );
    let loud = logged.send(Request::get("/path/a")).await;
    let changed = logged.until(|line| line["message"] == "log levels are changed");
    assert_eq!(changed["fields"]["from"], as_started);
    assert_eq!(changed["fields"]["to"], "info");
    assert_eq!(changed["fields"]["seconds"], 1);
    let by = changed["fields"]["by"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(by.starts_with("127.0.0.1:"), "{by}");
    let back = logged.until(|line| {
        let message = line["message"].as_str().unwrap_or_default();
        message.starts_with("log levels are as before")
    });
    assert_eq!(back["fields"]["to"], as_started);
    let again = logged.send(Request::get("/path/a")).await;

    for (target, levels, status) in [
        ("/log-level", "inof", 422),
        ("/log-level", "", 422),
        ("/log-level", "info,a=loud", 422),
        ("/log-level?for=soon", "info", 422),
        ("/log-level?for=0s", "info", 422),
    ] {
        let problem = logged
            .ask_admin(put(target, levels))
            .await
            .problem(status, "invalid_log_level");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|why| why.contains("expected")),
            "{problem}"
        );
    }
    let long = "a=info,".repeat(10_000);
    assert_eq!(logged.ask_admin(put("/log-level", &long)).await.status, 413);
    assert_eq!(logged.ask_admin(put("/log-level", "off")).await.status, 200);
    let off = logged.send(Request::get("/panics?token=x")).await;
    let (lines, _, _) = logged.stop("TERM");
    assert_eq!(messages_of(&lines, &quiet), [""; 0]);
    assert!(messages_of(&lines, &loud).contains(&"served".to_owned()));
    assert_eq!(messages_of(&lines, &again), [""; 0]);
    // Whatever is logged, that is.
    assert_eq!(messages_of(&lines, &off).len(), 1);
}

#[tokio::test]
async fn the_last_line_is_written_however_the_process_ends() {
    let logged = Logged::start("info", &[]);
    let (lines, others, code) = logged.stop("TERM");
    assert_eq!(code, Some(0), "{others:#?}");
    let last = lines.iter().filter(|line| line["message"] == "stopped");
    assert_eq!(last.count(), 1, "{lines:#?}");
}
