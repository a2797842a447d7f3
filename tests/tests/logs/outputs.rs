//! An output that takes nothing, or is gone; and the end.

use hardpoint_tests::limits::in_time;
use hardpoint_tests::{Connection, Request};
use serde_json::json;

use super::process::{Logged, Reading};

#[tokio::test]
async fn a_log_that_nobody_reads_keeps_nobody_waiting_and_what_it_loses_is_said() {
    let mut logged = Logged::read(Reading::WhenAsked, "info", &[]);
    let text = "x".repeat(400);
    let target = format!("/said?token=x&next={text}");
    let count = 500;
    let mut connection = Connection::open(logged.at).await;
    let mut said = async || {
        for _ in 0..count {
            assert_eq!(
                in_time(connection.send(Request::get(&target))).await.status,
                200
            );
        }
    };
    said().await;
    let lost = logged.ask_admin(Request::get("/log-level")).await.json()["lost"].clone();
    let lost = lost.as_u64().expect("a number");
    assert!(lost > 0);
    let metrics = logged.ask_admin(Request::get("/metrics")).await;
    let series = format!("hardpoint_log_lost_total{{reason=\"no_room\"}} {lost}\n");
    assert!(String::from_utf8_lossy(&metrics.body).contains(&series));
    // As soon as somebody reads, it is said.
    let told = logged.until(|line| line["message"] == "lines of the log are lost");
    assert_eq!(
        (&told["level"], &told["fields"]["no_room"]),
        (&json!("WARN"), &json!(lost))
    );
    let there = logged
        .all
        .iter()
        .filter(|line| line.contains(&text) || line.contains("served"));
    assert_eq!(there.count() as u64 + lost, 2 * count);

    // Nor is the process kept.
    said().await;
    let (_, others, code) = logged.stop("TERM");
    assert_eq!((code, others), (Some(0), Vec::new()));
}

#[tokio::test]
async fn a_log_that_is_closed_is_said_elsewhere_once_and_the_service_goes_on() {
    let logged = Logged::read(Reading::UntilItServes, "info", &[]);
    for _ in 0..20 {
        assert_eq!(logged.send(Request::get("/path/a")).await.status, 200);
    }
    let (lines, others, code) = logged.stop("TERM");
    assert_eq!((code, others), (Some(0), Vec::new()));
    let from = lines.iter().position(|line| line["message"] == "serving");
    let after = &lines[from.expect("it serves") + 1..];
    assert_eq!(after.len(), 1, "{after:#?}");
    assert_eq!(
        after[0]["message"],
        "the log cannot be written where it belongs"
    );
    assert!(
        after[0]["fields"]["error"]
            .as_str()
            .is_some_and(|error| error.contains("pipe"))
    );
}

#[tokio::test]
async fn the_last_line_is_written_however_the_process_ends() {
    let logged = Logged::start("info", &[]);
    let (lines, others, code) = logged.stop("TERM");
    assert_eq!(code, Some(0), "{others:#?}");
    let last = lines.iter().filter(|line| line["message"] == "stopped");
    assert_eq!(last.count(), 1, "{lines:#?}");
}
