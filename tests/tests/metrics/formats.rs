//! The page as scrapers ask for it: in both formats, compressed, by its head, and slowly.

use std::io::{Read, Write, stderr};
use std::process::{Command, Stdio};

use flate2::read::GzDecoder;
use hardpoint::Environment;
use hardpoint::prelude::*;
use hardpoint_tests::{Connection, Request};

use crate::world::{Served, scraped};

#[endpoint(get = "/read/{how}", rate = "10/min")]
async fn read(how: actix_web::web::Path<String>) -> String {
    how.into_inner()
}

#[tokio::test]
async fn the_admin_listener_answers_in_the_format_that_is_asked_for() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let ask = async |accept: &str| {
        let request = Request::get("/metrics").header("accept", accept);
        Connection::open(served.admin).await.send(request).await
    };
    let text = ask("text/plain;version=0.0.4;q=0.5,*/*;q=0.1").await;
    let plain = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(text.header("content-type"), Some(plain));
    assert_eq!(text.header("vary"), Some("Accept"));
    assert_eq!(text.header("cache-control"), Some("no-store"));
    let body = String::from_utf8(text.body).expect("UTF-8");
    let newer = ["# EOF", "# UNIT"];
    assert!(
        !body
            .lines()
            .any(|line| newer.iter().any(|word| line.starts_with(word)))
    );
    assert!(body.contains("\n# TYPE hardpoint_rate_decisions_total counter\n"));
    let page = served.page().await;
    assert!(page.families.contains_key("hardpoint_rate_decisions"));
    // As Prometheus asks.
    let asked =
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    let open = ask(asked).await;
    assert!(open.body.ends_with(b"# EOF\n"));
}

#[tokio::test]
async fn the_page_is_compressed_for_whoever_reads_that_and_asked_for_by_its_head() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let request = Request::get("/metrics").header("accept-encoding", "gzip");
    let zipped = Connection::open(served.admin).await.send(request).await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let plain = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(zipped.header("content-type"), Some(plain));
    let mut text = String::new();
    let mut unzipped = GzDecoder::new(&*zipped.body);
    unzipped.read_to_string(&mut text).expect("whole");
    assert!(text.contains("\n# TYPE http_server_active_requests gauge\n"));
    assert!(zipped.body.len() * 5 < text.len(), "{}", zipped.body.len());

    let mut admin = Connection::open(served.admin).await;
    let head = admin.send(Request::new("HEAD", "/metrics")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some(plain));
    // The same connection goes on where the head ended.
    let next = admin.send(Request::get("/metrics")).await;
    assert_eq!(next.header("content-encoding"), None);
    assert!(next.body.starts_with(b"# TYPE "));
    for method in ["POST", "DELETE", "OPTIONS"] {
        let refused = admin.send(Request::new(method, "/metrics")).await;
        refused.problem(405, "method_not_allowed");
    }
    for strange in ["image/png", "text/plain;version=9", ";;,q=", "\u{e9}/*"] {
        let request = Request::get("/metrics").header("accept", strange);
        let answer = admin.send(request).await;
        assert_eq!(answer.header("content-type"), Some(plain), "{strange}");
    }
}

#[tokio::test]
async fn scrapers_that_do_not_read_keep_nobody_waiting() {
    let mut served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let mut slow = Vec::new();
    for _ in 0..32 {
        let mut scraper = Connection::open(served.admin).await;
        // Again and again, so that what is to be sent is more than what the socket takes.
        let asked = Request::get("/metrics").to_bytes().repeat(16);
        assert!(scraper.write(&asked).await);
        slow.push(scraper);
    }
    let page = served.page().await;
    assert!(page.families.contains_key("http_server_active_requests"));
    let mut client = Connection::open(served.at).await;
    assert_eq!(client.send(Request::get("/read/b")).await.status, 200);
    // Nor do they hold the process when it ends.
    served.stop();
    served.ended().expect("it was told to stop");
    drop(slow);
}

/// Needs `promtool`, of the package `prometheus`, in `PATH` or named by `PROMTOOL`; where that is
/// missing, it says so.
#[tokio::test]
async fn promtool_finds_nothing_to_complain_of() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let (_, text) = scraped("text/plain").await;
    let environment = Environment::process();
    let named = environment.get("PROMTOOL");
    let promtool = named.unwrap_or("promtool");
    let started = Command::new(promtool)
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            assert!(named.is_none(), "{promtool:?}: {error}");
            // Past the harness, which keeps to itself what tests print that pass.
            let said = format!("SKIPPED: there is no promtool (Debian: prometheus): {error}\n");
            stderr().write_all(said.as_bytes()).expect("it is open");
            return;
        }
    };
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "{output:?}"
    );
}
