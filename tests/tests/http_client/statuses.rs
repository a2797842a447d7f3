//! What is no 2xx is an error, with what its receiver needs to know and no more.

use std::error::Error as _;
use std::io::Write;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint::http::{Error, StatusError};

use crate::client_of;
use crate::server::{Server, answer, until_closed};

async fn failed(server: &Server) -> Box<StatusError> {
    let client = client_of(server).build().expect("a client");
    match client.get("/secret/path?token=hunter2").send().await {
        Err(Error::Status(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whatever_is_not_2xx_is_an_error_unless_it_is_asked_for() {
    let server = Server::start(|asked, stream| {
        let status = asked.line().trim_start_matches("GET /");
        let length = if status == "204" {
            ""
        } else {
            "content-length: 0\r\n"
        };
        write!(stream, "HTTP/1.1 {status} X\r\n{length}\r\n")
    });
    let client = client_of(&server).build().unwrap();
    for status in [
        200, 201, 202, 204, 304, 300, 302, 400, 404, 429, 500, 503, 599,
    ] {
        let target = format!("/{status}");
        let plain = client.get(&target).send().await;
        match plain {
            Ok(answer) => assert!(answer.status().is_success(), "{status}"),
            Err(error) => {
                assert_eq!(error.status().map(|s| s.as_u16()), Some(status));
                assert!(status >= 300);
            }
        }
        let any = client.get(&target).any_status().send().await.unwrap();
        assert_eq!(any.status().as_u16(), status);
    }
}

#[tokio::test]
async fn an_error_has_the_answers_head_and_the_beginning_of_its_body() {
    let body = format!(r#"{{"code":"busy","text":"{}"}}"#, "x".repeat(100_000));
    let server = Server::start(move |_, stream| {
        let headers = "retry-after: 7\r\nx-why: busy\r\n";
        stream.write_all(&answer("503 Service Unavailable", headers, &body))
    });
    let error = failed(&server).await;
    assert_eq!(error.status(), 503);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.headers()["x-why"], "busy");
    assert_eq!(error.body().len(), 16 * 1024);
    assert!(error.body().starts_with(br#"{"code":"busy""#));
    // It was cut off.
    assert!(matches!(
        error.json::<serde_json::Value>(),
        Err(Error::Decode(_))
    ));
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    let server = Server::start(|_, stream| {
        let headers = "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n";
        stream.write_all(&answer("429 Too Many Requests", headers, "{\"a\":1}"))
    });
    let error = failed(&server).await;
    assert!(error.retry_after() > Some(Duration::from_secs(365 * 24 * 3_600)));
    assert_eq!(error.json::<serde_json::Value>().unwrap()["a"], 1);
}

#[tokio::test]
async fn a_body_that_does_not_come_does_not_hold_up_its_status() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 500 X\r\ncontent-length: 100\r\n\r\nbegun")?;
        until_closed(stream)
    });
    let clock = Clock::system();
    let began = clock.now();
    let error = failed(&server).await;
    assert_eq!(error.body().as_ref(), b"begun");
    // Not the 5 seconds for a part of a body.
    let took = clock.now().since(began);
    assert!(took < Duration::from_secs(4), "{took:?}");
    server.has_ended(1).await;
}

#[tokio::test]
async fn no_error_shows_a_path_a_query_or_a_body() {
    let server = Server::start(|_, stream| {
        stream.write_all(&answer("400 Bad", "set-cookie: hunter2\r\n", "hunter2"))
    });
    let error = Error::Status(failed(&server).await);
    assert_eq!(
        error.to_string(),
        format!("{} answered 400 Bad Request", server.url())
    );
    let reset = Server::start(|_, _| Err(std::io::ErrorKind::ConnectionReset.into()));
    let lost = client_of(&reset).build().unwrap();
    let lost = lost
        .get("/secret/path?token=hunter2")
        .send()
        .await
        .unwrap_err();
    assert!(matches!(lost, Error::Lost(_)), "{lost:?}");
    let closed = Server::well();
    let nobody = hardpoint::http::Client::builder("nobody").base_url("http://127.0.0.1:1");
    let nobody = nobody
        .build()
        .unwrap()
        .get("/secret/path?token=hunter2")
        .send()
        .await;
    let nobody = nobody.unwrap_err();
    assert!(matches!(nobody, Error::Connect(_)), "{nobody:?}");
    drop(closed);
    for error in [error, lost, nobody] {
        let mut shown = format!("{error} {error:?}");
        let mut cause = error.source();
        while let Some(error) = cause {
            shown += &format!(" {error} {error:?}");
            cause = error.source();
        }
        assert!(
            !shown.contains("hunter2") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
