//! What becomes of the connection, over real sockets.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, ResponseError, web};

use futures_util::future::{join, join_all};

use super::*;

/// How long a server waits for a client to hang up: actix's default. Below half a second, by
/// which actix's idea of now may lag, it may wait for ever.
const DISCONNECT: Duration = Duration::from_secs(1);

/// Only a test that fails waits this long.
const NEVER: Duration = Duration::from_secs(20);

/// What the server reads bodies by.
#[derive(Clone)]
struct Rules {
    clock: Clock,
    limit: usize,
    timeout: Option<Duration>,
}

/// A server that echoes bodies, and answers faults as a pipeline does.
fn serve(rules: Rules, disconnect: Duration) -> (SocketAddr, ServerHandle) {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(rules.clone()))
            .default_service(web::to(echo))
    })
    .workers(1)
    .client_disconnect_timeout(disconnect)
    .disable_signals()
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (address, handle)
}

async fn echo(
    request: HttpRequest,
    payload: web::Payload,
    rules: web::Data<Rules>,
) -> HttpResponse {
    let clock = &rules.clock;
    let at = rules.timeout.map(|timeout| clock.now().after(timeout));
    let deadline = Deadline::new(at, clock.clone());
    match read(
        &request,
        payload.into_inner(),
        rules.limit,
        &deadline,
        clock,
    )
    .await
    {
        Ok(body) => HttpResponse::Ok().body(body.decoded().clone()),
        Err(fault) if request.path() == "/empty" => {
            let response = HttpResponse::new(fault.kind.problem().status);
            hold_until_sent(response, fault.rest)
        }
        Err(fault) if request.path() == "/none" => {
            let response = HttpResponse::with_body(
                fault.kind.problem().status,
                actix_web::body::BoxBody::new(actix_web::body::None::new()),
            );
            hold_until_sent(response, fault.rest)
        }
        Err(fault) => {
            let problem = fault.kind.problem();
            let response = HttpResponse::build(problem.status_code()).body("a problem");
            hold_until_sent(response, fault.rest)
        }
    }
}

fn system_rules() -> Rules {
    Rules {
        clock: Clock::system(),
        limit: 1000,
        timeout: Some(NEVER),
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(NEVER)).unwrap();
    socket.set_write_timeout(Some(NEVER)).unwrap();
    socket
}

/// Everything the server sends until it hangs up.
fn rest(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match socket.read_to_end(&mut bytes) {
        Ok(_) => {}
        // What the server has not read when it hangs up makes it a reset.
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!(
            "the connection was not closed: {error}; {}",
            String::from_utf8_lossy(&bytes)
        ),
    }
    String::from_utf8(bytes).unwrap()
}

/// Sends `request`, then nothing more, and waits for the server to hang up.
async fn until_closed(address: SocketAddr, request: impl Into<Vec<u8>>) -> String {
    let request = request.into();
    blocking(move || {
        let mut socket = connect(address);
        socket.write_all(&request).unwrap();
        rest(&mut socket)
    })
    .await
}

/// Sends `request` and closes its own half of the connection.
async fn half_closed(address: SocketAddr, request: String) -> String {
    blocking(move || {
        let mut socket = connect(address);
        socket.write_all(request.as_bytes()).unwrap();
        // The server may have hung up by now.
        let _ = socket.shutdown(Shutdown::Write);
        rest(&mut socket)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    actix_web::rt::task::spawn_blocking(work).await.unwrap()
}

fn assert_refused(answer: &str, status: &str) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}

#[actix_web::test]
async fn a_chunked_sender_that_goes_over_the_limit_and_stalls_is_hung_up_on() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    let stalling = ["/", "/empty", "/none"].map(|path| {
        let chunk = "x".repeat(2000);
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n{chunk}\r\n"
        );
        until_closed(address, request)
    });
    for answer in join_all(stalling).await {
        assert_refused(&answer, "413");
    }
    server.stop(false).await;
}

#[actix_web::test]
async fn a_chunked_sender_without_end_is_hung_up_on() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    let answer = blocking(move || {
        let mut socket = connect(address);
        socket
            .write_all(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
            .unwrap();
        let mut reader = socket.try_clone().unwrap();
        let reading = thread::spawn(move || rest(&mut reader));
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
        let clock = Clock::system();
        let began = clock.now();
        while socket.write_all(chunk.as_bytes()).is_ok() {
            assert!(clock.now().since(began) < NEVER, "it was never hung up on");
        }
        reading.join().unwrap()
    })
    .await;
    // A reset may swallow the answer, which has been sent all the same.
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "));
    server.stop(false).await;
}

#[actix_web::test]
async fn a_declared_length_over_the_limit_is_answered_before_the_body_is_sent() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n";
    assert_refused(&until_closed(address, request).await, "413");
    server.stop(false).await;
}

#[actix_web::test]
async fn slow_senders_are_told_408_and_hung_up_on() {
    let (clock, hand) = Clock::manual();
    let rules = Rules {
        clock,
        limit: 1000,
        timeout: Some(Duration::from_secs(30)),
    };
    let (address, server) = serve(rules, DISCONNECT);
    let slow = [
        "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "content-length: 100\r\n\r\nhello",
    ]
    .map(|rest| until_closed(address, format!("POST / HTTP/1.1\r\nhost: x\r\n{rest}")));
    let turning = async {
        hand.until_asleep(2).await;
        hand.advance(GRACE);
    };
    let (answers, ()) = join(join_all(slow), turning).await;
    for answer in answers {
        assert_refused(&answer, "408");
    }
    server.stop(false).await;
}

#[actix_web::test]
async fn without_a_disconnect_timeout_the_connection_is_closed_at_once() {
    let (address, server) = serve(system_rules(), Duration::ZERO);
    let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n";
    assert_refused(&until_closed(address, request).await, "413");
    server.stop(false).await;
}

#[actix_web::test]
async fn a_refused_body_is_never_read_as_a_request() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    // Its body is made of requests, and a true request follows it.
    let inner = "POST /stray HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nstray".repeat(40);
    let declared = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{inner}",
        inner.len()
    );
    let chunked = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{inner}\r\n0\r\n\r\n",
        inner.len()
    );
    for request in [declared, chunked] {
        let answer = half_closed(address, request).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
        assert!(!answer.contains("stray"));
    }
    server.stop(false).await;
}

#[actix_web::test]
async fn bodies_within_the_limit_keep_the_connection() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    let answer = until_closed(
        address,
        b"POST /1 HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nfirst\
          POST /2 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n\
          GET /3 HTTP/1.1\r\nhost: x\r\n\r\n\
          POST /4 HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\nconnection: close\r\n\r\nlast",
    )
    .await;
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 4, "{answer}");
    let (first, second) = (
        answer.find("first").unwrap(),
        answer.find("second").unwrap(),
    );
    assert!(first < second && answer.ends_with("last"), "{answer}");
    server.stop(false).await;
}

#[actix_web::test]
async fn a_body_that_was_received_in_full_when_it_is_refused_keeps_the_connection() {
    let (address, server) = serve(system_rules(), DISCONNECT);
    let request = format!(
        "POST /1 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n{}\r\n0\r\n\r\n\
         GET /2 HTTP/1.1\r\nhost: x\r\n\r\n",
        "x".repeat(2000)
    );
    let answer = half_closed(address, request).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 1, "{answer}");
    assert!(!answer.contains("connection: close"), "{answer}");
    server.stop(false).await;
}
