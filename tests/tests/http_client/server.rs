//! A server that answers with exactly the bytes that a test gives it, and tells what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// How long a test waits for what must come, before it fails rather than hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Its first line and its headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// Method and target.
    pub(crate) fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.trim_end_matches(" HTTP/1.1")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        lines
            .filter_map(|line| line.split_once(':'))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// A server; it listens for as long as the process lives.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    connections: usize,
    ended: usize,
    asked: Vec<Asked>,
}

impl Server {
    /// Answers each request by `answer`, which writes to the connection what it likes. After an error
    /// there the connection is closed.
    pub(crate) fn start(
        answer: impl Fn(&Asked, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::at("127.0.0.1:0", answer)
    }

    /// Answers 200 with `ok` to everything.
    pub(crate) fn well() -> Self {
        Self::start(|_, stream| stream.write_all(&ok("ok")))
    }

    pub(crate) fn at(
        address: &str,
        answer: impl Fn(&Asked, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).expect("a free port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            state: Arc::default(),
        };
        let (serving, answer) = (server.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.change(|state| state.connections += 1);
                let (serving, answer) = (serving.clone(), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream = stream;
                    stream.set_nodelay(true).expect("a socket");
                    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
                    while let Some(asked) = read(&mut stream) {
                        serving.change(|state| state.asked.push(asked.clone()));
                        if answer(&asked, &mut stream).is_err() {
                            break;
                        }
                    }
                    drop(stream);
                    serving.change(|state| state.ended += 1);
                });
            }
        });
        server
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let (state, news) = &*self.state;
        let changed = change(&mut state.lock());
        news.notify_all();
        changed
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.0.lock().asked.clone()
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.state.0.lock().connections
    }

    /// Resolves once it was asked so often; without blocking the thread.
    pub(crate) async fn was_asked(&self, count: usize) {
        let server = self.clone();
        let wait = move || server.until(|state| state.asked.len() >= count);
        tokio::task::spawn_blocking(wait)
            .await
            .expect("it was asked");
    }

    /// Resolves once so many of its connections came to their end.
    pub(crate) async fn has_ended(&self, count: usize) {
        let server = self.clone();
        let wait = move || server.until(|state| state.ended >= count);
        tokio::task::spawn_blocking(wait).await.expect("they ended");
    }

    fn until(&self, is_so: impl Fn(&State) -> bool) {
        let (state, news) = &*self.state;
        let mut state = state.lock();
        while !is_so(&state) {
            assert!(
                !news.wait_for(&mut state, PATIENCE).timed_out(),
                "{state:?}"
            );
        }
    }
}

/// The next request; nothing where the connection has ended.
fn read(stream: &mut impl Read) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            break at + 4;
        }
        match stream.read(&mut part) {
            Ok(read @ 1..) => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    };
    let mut asked = Asked {
        head: String::from_utf8_lossy(&bytes[..head]).into_owned(),
        body: bytes.split_off(head),
    };
    let length = asked.header("content-length").and_then(|n| n.parse().ok());
    while asked.body.len() < length.unwrap_or(0) {
        match stream.read(&mut part) {
            Ok(read @ 1..) => asked.body.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
    Some(asked)
}

/// An answer of 200 with this body.
pub(crate) fn ok(body: &str) -> Vec<u8> {
    answer("200 OK", "", body)
}

/// An answer with these lines of headers, each with its end.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// A redirect to there.
pub(crate) fn redirect(status: u16, to: &str) -> Vec<u8> {
    answer(
        &format!("{status} Moved"),
        &format!("location: {to}\r\n"),
        "",
    )
}

/// Reads until the other side has closed.
pub(crate) fn until_closed(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut part = [0; 4096];
    while stream.read(&mut part)? > 0 {}
    Err(std::io::ErrorKind::UnexpectedEof.into())
}
