//! Levels, changed while the service runs.

use hardpoint_tests::Request;
use serde_json::json;

use super::process::{Logged, messages_of};

#[tokio::test]
async fn levels_are_changed_while_the_service_runs() {
    let mut logged = Logged::start("warn,hardpoint::server=info", &[]);
    let said = logged.ask_admin(Request::get("/log-level")).await;
    let as_started = "warn,hardpoint::server=info";
    assert_eq!(
        said.json(),
        json!({ "levels": as_started, "standing": as_started, "format": "json", "lost": 0 })
    );
    let quiet = logged.send(Request::get("/path/a")).await;

    let put = |target: &str, levels: &str| Request::new("PUT", target).body(levels.to_owned());
    let answer = logged.ask_admin(put("/log-level?for=1s", "info\n")).await;
    assert_eq!(
        answer.json(),
        json!({ "levels": "info", "standing": as_started, "format": "json", "lost": 0 })
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
    let post = logged.ask_admin(Request::new("POST", "/log-level")).await;
    assert_eq!(
        (post.status, post.header("allow")),
        (405, Some("GET, HEAD, PUT"))
    );
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
async fn one_operation_can_be_listened_to_alone() {
    let logged = Logged::start("warn,hardpoint::server=info", &[]);
    let quiet = logged.send(Request::get("/path/a")).await;
    let levels = r#"warn,[request{operation="path"}]=info"#;
    let put = Request::new("PUT", "/log-level").body(levels);
    assert_eq!(logged.ask_admin(put).await.status, 200);
    let one = logged.send(Request::get("/path/a")).await;
    let other = logged.send(Request::get("/cached")).await;
    let (lines, _, _) = logged.stop("TERM");
    assert_eq!(messages_of(&lines, &quiet), [""; 0]);
    assert_eq!(messages_of(&lines, &one), ["[redacted]", "served"]);
    assert_eq!(messages_of(&lines, &other), [""; 0]);
}
