//! What a faulty server does with one request.

use std::future::pending;
use std::time::Duration;

use tokio::sync::watch;

/// What is done with one request.
#[derive(Debug, Clone)]
pub struct Act {
    pub(super) gate: Option<Gate>,
    pub(super) late: Duration,
    pub(super) way: Way,
    pub(super) answer: Written,
}

/// How the answer is given, or not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    /// All of it, and the connection stays open.
    Whole,
    /// So many bytes of it, and then the connection is closed.
    Part(usize),
    /// Its head at once, and its body byte by byte, with so much time before each.
    Drip(Duration),
    /// Nothing: the connection is reset.
    Reset,
    /// Nothing: the connection is closed in order.
    Close,
    /// Nothing, ever: the connection stays open.
    Never,
}

/// An answer as it stands on the wire.
#[derive(Debug, Clone)]
pub(super) struct Written {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// The length that is claimed, where it is not the body's.
    claimed: Option<usize>,
}

impl Act {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self::whole(status, Vec::new())
    }

    /// 200 with a body.
    pub fn json(body: &str) -> Self {
        Self::whole(200, body.into()).header("content-type", "application/json")
    }

    /// The connection is reset (RST) without a word.
    pub fn reset() -> Self {
        Self::status(200).by(Way::Reset)
    }

    /// The connection is closed (FIN) without a word.
    pub fn close() -> Self {
        Self::status(200).by(Way::Close)
    }

    /// No answer, ever, on a connection that stays open.
    pub fn never() -> Self {
        Self::status(200).by(Way::Never)
    }

    /// The same with one more header line.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.answer.headers.push((name.into(), value.into()));
        self
    }

    /// The same with another body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.answer.body = body.into();
        self
    }

    /// The answer's head is cut in its middle, and the connection closed.
    #[must_use]
    pub fn cut_in_its_head(self) -> Self {
        let half = self.answer.head().len() / 2;
        self.by(Way::Part(half))
    }

    /// The answer's head is sent and nothing of its body, and the connection is closed.
    #[must_use]
    pub fn cut_after_its_head(self) -> Self {
        let head = self.answer.head().len();
        self.by(Way::Part(head))
    }

    /// Half of the answer's body is sent, and the connection is closed.
    #[must_use]
    pub fn cut_in_its_body(self) -> Self {
        let sent = self.answer.head().len() + self.answer.body.len() / 2;
        self.by(Way::Part(sent))
    }

    /// The answer says that its body has another length than it has, and the connection is closed.
    #[must_use]
    pub fn claiming(mut self, length: usize) -> Self {
        self.answer.claimed = Some(length);
        self.by(Way::Part(usize::MAX))
    }

    /// The answer's body comes byte by byte, each after so much time.
    #[must_use]
    pub fn dripping(self, each: Duration) -> Self {
        self.by(Way::Drip(each))
    }

    /// It is done when the gate is open.
    #[must_use]
    pub fn behind(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// It is done so much later.
    #[must_use]
    pub fn after(mut self, late: Duration) -> Self {
        self.late = late;
        self
    }

    fn whole(status: u16, body: Vec<u8>) -> Self {
        Self {
            gate: None,
            late: Duration::ZERO,
            way: Way::Whole,
            answer: Written {
                status,
                headers: Vec::new(),
                body,
                claimed: None,
            },
        }
    }

    fn by(mut self, way: Way) -> Self {
        self.way = way;
        self
    }
}

impl Written {
    /// The bytes up to the body.
    pub(super) fn head(&self) -> Vec<u8> {
        let length = self.claimed.unwrap_or(self.body.len());
        let mut head = format!(
            "HTTP/1.1 {} Scripted\r\ncontent-length: {length}\r\n",
            self.status
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    /// The body.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What holds requests until a test opens it.
#[derive(Debug, Clone, Default)]
pub struct Gate(watch::Sender<bool>);

impl Gate {
    /// One that is closed.
    pub fn closed() -> Self {
        Self::default()
    }

    /// Lets go who is held, and holds nobody any more.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Resolves once it is open.
    pub(super) async fn passed(&self) {
        let mut is_open = self.0.subscribe();
        if is_open.wait_for(|is_open| *is_open).await.is_err() {
            // Nobody is left to open it.
            pending().await
        }
    }
}
