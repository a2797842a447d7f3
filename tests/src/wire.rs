//! A client of HTTP/1.1 that sends exactly what it is told, and reads one answer after another.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for something that must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request, to be written as it stands.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// A request of any method.
    pub fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.into(),
            target: target.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A `GET`.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A `POST` without a body.
    pub fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    /// The same with one more header line.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with a body and its length.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same with a body of JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    /// The bytes on the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            format!("{} {} HTTP/1.1\r\nhost: test\r\n", self.method, self.target).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if let Some(body) = &self.body {
            bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header lines, names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    /// The body, complete.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if it is there once.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        let value = values.next()?;
        assert!(
            values.next().is_none(),
            "{name} is there more than once: {self:?}"
        );
        Some(&value.1)
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// Checks that this is a problem in the envelope, of that status and code, and gives it.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(
            (self.status, problem["code"].as_str()),
            (status, Some(code)),
            "{problem}"
        );
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(
            problem["request_id"].as_str(),
            self.header("x-request-id"),
            "{problem}"
        );
        problem
    }
}

/// One connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Self {
        Self::try_open(address).await.expect("the service listens")
    }

    /// Connects, where somebody listens.
    pub async fn try_open(address: SocketAddr) -> Option<Self> {
        let stream = TcpStream::connect(address).await.ok()?;
        stream.set_nodelay(true).expect("a TCP option");
        Some(Self {
            stream,
            unread: Vec::new(),
        })
    }

    /// Resets the connection instead of closing it.
    pub fn reset(self) {
        let _ = self.stream.set_zero_linger();
    }

    /// Writes bytes as they stand; `false` where the service has closed the connection.
    pub async fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Sends a request and reads its answer.
    pub async fn send(&mut self, request: Request) -> Answer {
        assert!(
            self.write(&request.to_bytes()).await,
            "the connection is open"
        );
        self.answer(request.method == "HEAD").await
    }

    /// Reads the next answer; a `HEAD`'s has no body.
    pub async fn answer(&mut self, head_only: bool) -> Answer {
        tokio::time::timeout(PATIENCE, self.read_answer(head_only))
            .await
            .expect("an answer in time")
            .expect("an answer before the end of the connection")
    }

    /// Reads the next answer, unless the connection ends before it is complete.
    pub async fn try_answer(&mut self) -> Option<Answer> {
        tokio::time::timeout(PATIENCE, self.read_answer(false))
            .await
            .expect("an answer, or the end, in time")
    }

    /// Whether the service closes the connection, with nothing more said.
    pub async fn is_closed(&mut self) -> bool {
        let end = tokio::time::timeout(PATIENCE, async {
            while let Some(more) = self.fill().await {
                if more == 0 {
                    break;
                }
            }
        });
        end.await.is_ok() && self.unread.is_empty()
    }

    async fn read_answer(&mut self, head_only: bool) -> Option<Answer> {
        let (mut answer, length) = loop {
            if let Some((answer, consumed)) = parse_head(&self.unread) {
                self.unread.drain(..consumed);
                let length: Option<usize> = answer
                    .header("content-length")
                    .map(|n| n.parse::<usize>().expect("a number"));
                // An interim answer is followed by the real one.
                if answer.status >= 200 {
                    break (answer, length);
                }
            } else {
                self.more().await?;
            }
        };
        if head_only || matches!(answer.status, 204 | 304) {
            return Some(answer);
        }
        match length {
            Some(length) => {
                while self.unread.len() < length {
                    self.more().await?;
                }
                answer.body = self.unread.drain(..length).collect();
            }
            None => answer.body = self.read_chunks().await?,
        }
        Some(answer)
    }

    async fn read_chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            match httparse::parse_chunk_size(&self.unread).expect("a chunk") {
                httparse::Status::Partial => self.more().await?,
                httparse::Status::Complete((head, size)) => {
                    let size = usize::try_from(size).expect("a small chunk");
                    while self.unread.len() < head + size + 2 {
                        self.more().await?;
                    }
                    body.extend_from_slice(&self.unread[head..head + size]);
                    self.unread.drain(..head + size + 2);
                    if size == 0 {
                        return Some(body);
                    }
                }
            }
        }
    }

    async fn more(&mut self) -> Option<()> {
        self.fill().await.filter(|read| *read > 0).map(|_| ())
    }

    async fn fill(&mut self) -> Option<usize> {
        self.stream.read_buf(&mut self.unread).await.ok()
    }
}

fn parse_head(bytes: &[u8]) -> Option<(Answer, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(consumed) = response.parse(bytes).expect("HTTP/1.1") else {
        return None;
    };
    let headers = response.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value).into_owned();
        (header.name.to_ascii_lowercase(), value)
    });
    let answer = Answer {
        status: response.code.expect("a status"),
        headers: headers.collect(),
        body: Vec::new(),
    };
    Some((answer, consumed))
}
