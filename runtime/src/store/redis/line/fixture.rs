//! Servers that say what a test has them say.

use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use parking_lot::Mutex;
use redis::{Parser, Value};

/// A server on the loopback; it hears no more once it is dropped.
pub(super) struct Fake {
    pub(super) url: String,
    shared: Arc<Shared>,
}

/// The answer to a command, in the protocol's words; none ends the connection.
type Answer = dyn Fn(&[String]) -> Option<String> + Send + Sync;

struct Shared {
    answer: Box<Answer>,
    is_mute: AtomicBool,
    /// What `INFO` says.
    info: Mutex<String>,
    streams: Mutex<Vec<TcpStream>>,
}

impl Fake {
    pub(super) fn start(
        answer: impl Fn(&[String]) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            answer: Box::new(answer),
            is_mute: AtomicBool::new(false),
            info: Mutex::new(info("a", "b")),
            streams: Mutex::default(),
        });
        let of_listener = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let shared = Arc::clone(&of_listener);
                shared.streams.lock().push(stream.try_clone().unwrap());
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { url, shared }
    }

    pub(super) fn says(&self, info: String) {
        *self.shared.info.lock() = info;
    }

    /// From now on or no longer: a connection over which something is asked meanwhile has no
    /// answers any more.
    pub(super) fn is_mute(&self, is_mute: bool) {
        self.shared.is_mute.store(is_mute, Ordering::SeqCst);
    }

    /// Ends all connections.
    pub(super) fn hang_up(&self) {
        for stream in self.shared.streams.lock().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let mut parser = Parser::new();
        let mut heard = stream.try_clone().unwrap();
        let mut is_dead = false;
        while let Ok(Value::Array(words)) = parser.parse_value(&mut heard) {
            is_dead |= self.is_mute.load(Ordering::SeqCst);
            if is_dead {
                continue;
            }
            let words: Vec<String> = words
                .into_iter()
                .map(|word| redis::from_redis_value(word).unwrap())
                .collect();
            let answer = match &*words[0] {
                "INFO" => {
                    let info = self.info.lock();
                    match info.starts_with('-') {
                        true => Some(info.clone()),
                        false => Some(format!("${}\r\n{info}\r\n", info.len())),
                    }
                }
                "CLIENT" => Some("+OK\r\n".into()),
                _ => (self.answer)(&words),
            };
            match answer {
                Some(answer) => stream.write_all(answer.as_bytes()).unwrap_or_default(),
                None => stream.shutdown(Shutdown::Both).unwrap_or_default(),
            }
        }
    }
}

pub(super) fn info(run: &str, replication: &str) -> String {
    format!("role:master\r\nrun_id:{run}\r\nmaster_replid:{replication}\r\nloading:0\r\n")
}
