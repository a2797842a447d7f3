//! The client inside of guarded calls: its keys, its time, and what is made of its errors.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hardpoint::dependency::{DependencyError, Guard, RetryBudget};
use hardpoint::http::{Client, Error, REQUEST_TIMEOUT};

use crate::server::{Server, answer, ok, redirect, until_closed};
use crate::{client_for_strangers, client_of};

/// A server that is busy so often, and well from then on.
fn busy(times: usize) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(
        move |_, stream| match asked.fetch_add(1, Ordering::Relaxed) {
            before if before < times => stream.write_all(&answer("503 Busy", "", "")),
            _ => stream.write_all(&ok("ok")),
        },
    )
}

fn guard(name: &str) -> Guard {
    let retry = "3 base:1ms max:2ms".parse().expect("a retry");
    let guard = Guard::builder(name)
        .timeout(Duration::from_secs(10))
        .retry(retry);
    guard
        .attempt(Duration::from_secs(3))
        .idempotent()
        .budget(&RetryBudget::new())
        .build()
        .expect("a guard")
}

async fn charged(client: &Client, target: &str) -> Result<String, DependencyError> {
    let answer = client.post(target).json(&4_711).send().await?;
    Ok(answer.text().await?)
}

#[tokio::test]
async fn a_key_is_the_same_for_each_attempt_at_a_call() {
    let server = busy(2);
    let client = client_of(&server).build().unwrap();
    let payments = guard("http-payments");
    let paid = payments
        .keyed("order-7", || charged(&client, "/charges"))
        .await;
    assert_eq!(paid.unwrap(), "ok");
    payments
        .keyed("order-8", || charged(&client, "/charges"))
        .await
        .unwrap();
    let keys: Vec<_> = server
        .asked()
        .iter()
        .map(|asked| asked.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(
        keys,
        [
            r#""order-7""#,
            r#""order-7""#,
            r#""order-7""#,
            r#""order-8""#
        ]
    );
}

#[tokio::test]
async fn a_key_goes_where_it_was_said_to_and_not_with_what_changes_nothing() {
    let server = Server::well();
    let client = client_for_strangers().build().unwrap();
    let url = server.url();
    let hooks = guard("http-hooks");
    // To a stranger, too: the call is for them.
    hooks
        .keyed("event-1", || charged(&client, &url))
        .await
        .unwrap();
    let got: Result<_, DependencyError> = hooks
        .keyed("event-2", || async { Ok(client.get(&url).send().await?) })
        .await;
    got.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].header("idempotency-key"), Some(r#""event-1""#));
    assert_eq!(asked[1].header("idempotency-key"), None);
    let elsewhere = Server::well();
    let to = elsewhere.url();
    let away = Server::start(move |_, stream| stream.write_all(&redirect(307, &to)));
    let away = away.url();
    let refused = hooks.keyed("event-3", || charged(&client, &away)).await;
    assert!(refused.is_err());
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn an_attempt_has_its_own_time_and_says_so() {
    let server = Server::start(|_, stream| until_closed(stream));
    let client = client_of(&server).build().unwrap();
    let slow = Guard::builder("http-slow").timeout(Duration::from_millis(400));
    let slow = slow.build().unwrap();
    let error = slow.once(|| charged(&client, "/")).await.unwrap_err();
    assert!(matches!(
        error,
        DependencyError::Rejected(_) | DependencyError::Failed { .. }
    ));
    server.has_ended(1).await;
    let left: f64 = server.asked()[0]
        .header(REQUEST_TIMEOUT)
        .unwrap()
        .parse()
        .unwrap();
    assert!(left > 0.0 && left <= 0.4, "{left}");
}

#[tokio::test]
async fn an_answer_is_no_failure_and_is_not_asked_for_again() {
    let server = Server::start(|_, stream| {
        stream.write_all(&answer("404 Missing", "", "{\"code\":\"no_such_sku\"}"))
    });
    let client = client_of(&server).build().unwrap();
    let stock = guard("http-stock");
    let error = stock.call(|| charged(&client, "/")).await.unwrap_err();
    assert_eq!(server.asked().len(), 1);
    let Some(Error::Status(answer)) = error.failed_with::<Error>() else {
        panic!("{error:?}");
    };
    assert_eq!(
        answer.json::<serde_json::Value>().unwrap()["code"],
        "no_such_sku"
    );
}

#[tokio::test]
async fn a_connection_that_is_lost_is_made_again() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(
        move |_, stream| match asked.fetch_add(1, Ordering::Relaxed) {
            0 => Err(std::io::ErrorKind::ConnectionReset.into()),
            _ => stream.write_all(&ok("ok")),
        },
    );
    let client = client_of(&server).build().unwrap();
    let flaky = guard("http-flaky");
    assert_eq!(flaky.call(|| charged(&client, "/")).await.unwrap(), "ok");
    assert_eq!(server.asked().len(), 2);
}
