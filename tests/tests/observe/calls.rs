//! What operators see of calls to others.

use hardpoint::dependency::{Guard, RetryBudget};
use serde_json::Value;

use super::{LINES, down, install, line_of, series, service};

#[tokio::test]
async fn a_breaker_that_opens_is_one_line_and_calls_are_counted_in_that_of_the_request() {
    let service = service();
    let answer = service.get("/supplied").await;
    assert_eq!(answer.status, 502);
    let line = line_of(&answer);
    assert_eq!(line["dependency_calls"], 2, "{line}");
    assert!(line["dependency_us"].is_number(), "{line}");
    let told = || -> Vec<Value> {
        let all = LINES.lock();
        let is_it = |line: &&Value| line["fields"]["dependency"] == "observed.supplier";
        all.iter().filter(is_it).cloned().collect()
    };
    let lines = told();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let fields = &lines[0]["fields"];
    assert_eq!(lines[0]["level"], "WARN");
    for (field, value) in [
        ("from", "closed"),
        ("to", "open"),
        ("why", "failures"),
        ("last_error", "down"),
    ] {
        assert_eq!(fields[field], value, "{fields}");
    }
    assert_eq!(
        (&fields["failures"], &fields["calls"]),
        (&1.into(), &2.into())
    );
    let open_for = fields["open_for_ms"].as_u64().expect("a time");
    assert!((1..=6_000).contains(&open_for), "{open_for}");
    // What is refused meanwhile is no news, and a call that nobody has made has no line of its own.
    let refused = service.get("/supplied").await;
    assert_eq!(refused.status, 503);
    assert_eq!(line_of(&refused)["dependency_calls"], 1);
    assert_eq!(told().len(), 1);
    let quiet = line_of(&service.get("/shadowed").await);
    assert!(quiet["dependency_calls"].is_null(), "{quiet}");
}

#[tokio::test]
async fn a_budget_that_is_used_up_is_told_of_once() {
    install();
    let name = "observed.hammered";
    let guard = Guard::builder(name)
        .budget(&RetryBudget::new())
        .idempotent()
        .retry("2 base:1ms".parse().expect("a retry"))
        .without_breaker("it is about the budget")
        .build()
        .expect("a guard");
    // Ten a second are there for whoever calls.
    for _ in 0..100 {
        let failed: Result<(), _> = guard.call(async || Err(down())).await;
        assert!(failed.is_err());
    }
    let all = LINES.lock();
    let its = all
        .iter()
        .filter(|line| line["fields"]["dependency"] == name);
    let its: Vec<&Value> = its.collect();
    assert_eq!(its.len(), 1, "{its:?}");
    assert_eq!(its[0]["level"], "WARN");
    drop(all);
    let exhausted = format!("hardpoint.dependency.retry_budget.exhausted{{dependency={name}}}");
    let (_, exhausted) = series(&exhausted);
    assert!(exhausted >= 50.0, "{exhausted}");
}
