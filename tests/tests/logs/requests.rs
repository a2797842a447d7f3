//! What is said of a request, and where else its id is.

use hardpoint_tests::{Answer, Connection, Request};
use serde_json::{Value, json};

use super::process::{Logged, messages_of};

#[tokio::test]
async fn every_line_of_a_request_has_its_id_wherever_it_is_logged() {
    let logged = Logged::start("debug", &[]);
    let parent = "00-12345678901234567890123456789012-1234567890123456-01";
    let spawns = Request::get("/spawns").header("traceparent", parent);
    let spawns = logged.send(spawns).await;
    let sql = logged.send(Request::get("/sql?token=x")).await;
    let panics = logged.send(Request::get("/panics?token=x")).await;
    let once = Request::post("/once").header("idempotency-key", "k");
    let apart = [
        (logged.send(once).await, "under a claim"),
        (logged.send(Request::get("/cached")).await, "to be kept"),
        (
            logged.send(Request::get("/streams")).await,
            "a part is sent",
        ),
        (
            logged
                .send(Request::get("/who").header("x-who", "ada"))
                .await,
            "who asks",
        ),
    ];
    let (lines, _, _) = logged.stop("TERM");
    for (answer, message) in &apart {
        assert_eq!(answer.status, 200, "{message}");
        let said = messages_of(&lines, answer);
        assert!(
            said.iter().any(|said| said == message),
            "{message}: {lines:#?}"
        );
    }
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

/// A request's own line, of which there is one.
#[track_caller]
fn line_of<'l>(lines: &'l [Value], answer: &Answer) -> &'l Value {
    let id = answer.header("x-request-id").expect("an id");
    let is_its = |line: &&Value| line["request_id"] == id && line["target"] == "hardpoint::request";
    let its: Vec<_> = lines.iter().filter(is_its).collect();
    assert_eq!(its.len(), 1, "{its:#?}");
    &its[0]["fields"]
}

#[tokio::test]
async fn a_request_has_one_line_that_says_what_became_of_it() {
    let mut logged = Logged::start("info", &[]);
    let sql = logged.send(Request::get("/sql?token=x")).await;
    let who = logged
        .send(Request::get("/who").header("x-who", "ada"))
        .await;
    let stranger = logged.send(Request::get("/who")).await;
    let nowhere = logged.send(Request::get("/nowhere/at-all?a=b")).await;
    let once = Request::post("/once").header("idempotency-key", "k");
    let twice = [logged.send(once.clone()).await, logged.send(once).await];
    let cached = || logged.send(Request::get("/cached"));
    let kept = [cached().await, cached().await];
    let limited = || logged.send(Request::get("/limited"));
    let rated = [limited().await, limited().await];
    // One that leaves before it is answered.
    let mut leaves = Connection::open(logged.at).await;
    assert!(leaves.write(&Request::get("/waits").to_bytes()).await);
    logged.until(|line| line["message"] == "waits");
    leaves.reset();
    let left = logged.until(|line| line["message"] == "left unanswered");
    let (lines, _, _) = logged.stop("TERM");

    let left = &left["fields"];
    assert_eq!(
        (&left["route"], &left["method"]),
        (&json!("/waits"), &json!("GET"))
    );
    assert!(
        left["status"].is_null() && left["duration_us"].is_u64(),
        "{left}"
    );

    let sql = line_of(&lines, &sql);
    assert_eq!(
        (&sql["route"], &sql["method"], &sql["status"]),
        (&json!("/sql"), &json!("GET"), &json!(200))
    );
    // What is prepared first is one with what runs it; nothing else is asked.
    assert_eq!(sql["db_statements"], 5, "{sql}");
    let micros = |field: &str| sql[field].as_u64().unwrap_or_default();
    assert!(
        micros("db_us") > 0 && micros("db_us") <= micros("duration_us"),
        "{sql}"
    );
    assert!(micros("db_wait_us") <= micros("duration_us"), "{sql}");
    assert!(
        sql["replayed"].is_null() && sql["refused_by"].is_null(),
        "{sql}"
    );

    let who = line_of(&lines, &who);
    let pseudonym = who["principal"].as_str().unwrap_or_default();
    assert!(pseudonym.len() == 16 && !pseudonym.contains("ada"), "{who}");
    assert!(who["db_statements"].is_null(), "{who}");
    let stranger = line_of(&lines, &stranger);
    assert_eq!(
        (&stranger["status"], &stranger["principal"]),
        (&json!(401), &Value::Null)
    );
    assert!(stranger["code"].is_string(), "{stranger}");
    let nowhere = line_of(&lines, &nowhere);
    assert_eq!(
        (&nowhere["status"], &nowhere["route"]),
        (&json!(404), &Value::Null)
    );

    let replayed = twice
        .each_ref()
        .map(|answer| line_of(&lines, answer)["replayed"].clone());
    assert_eq!(replayed, [json!(false), json!(true)]);
    let cache = kept
        .each_ref()
        .map(|answer| line_of(&lines, answer)["cache"].to_string());
    assert!(
        cache[0].contains("stored") && cache[1].contains("hit"),
        "{cache:?}"
    );
    let [first, second] = rated.each_ref().map(|answer| line_of(&lines, answer));
    assert!(
        first["refused_by"].is_null() && first["would_reject"].is_null(),
        "{first}"
    );
    assert_eq!(
        (&second["status"], &second["code"]),
        (&json!(429), &json!("rate_limited"))
    );
    assert_eq!(second["refused_by"], "ip");
    assert_eq!(second["would_reject"], "global");
    assert!(who["store_calls"] == 1 && who["store_us"].is_u64(), "{who}");
}
