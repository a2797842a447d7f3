//! One connection to a faulty server: request after request, until either side has enough.

use std::future::pending;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::act::Way;
use super::{Act, Arrival, Shared};

/// Reads requests and does with them what is said, until the connection ends. Where it is dropped,
/// and unless it is closed in order, the connection is reset.
pub(super) async fn converse(mut stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let _ = stream.set_zero_linger();
    let mut unread = Vec::new();
    while let Some(request) = read(&mut stream, &mut unread).await {
        let act = shared.take(request);
        let mut treated = Treated(Some(&shared));
        let is_done = tokio::select! {
            // A client that leaves when it has its answer has not left before.
            biased;
            is_done = play(&act, &stream, &mut treated) => is_done,
            () = left(&stream) => false,
        };
        drop(treated);
        match act.way {
            Way::Whole | Way::Drip(_) if is_done => {}
            Way::Part(_) | Way::Close if is_done => return close(stream).await,
            _ => return,
        }
    }
}

/// A request in flight; where its connection is ended under it, it is not done.
struct Treated<'a>(Option<&'a Shared>);

impl Treated<'_> {
    /// Counted before the client can know of it, or its next request could be seen beside this one.
    fn done(&mut self) {
        self.end(true);
    }

    fn end(&mut self, is_done: bool) {
        if let Some(shared) = self.0.take() {
            shared.counts.send_modify(|counts| counts.ended(is_done));
        }
    }
}

impl Drop for Treated<'_> {
    fn drop(&mut self) {
        self.end(false);
    }
}

/// Does what is said: whether the client took as much as was to be said.
async fn play(act: &Act, to: &TcpStream, treated: &mut Treated<'_>) -> bool {
    if let Some(gate) = &act.gate {
        gate.passed().await;
    }
    pass(act.late).await;
    let (head, body) = (act.answer.head(), act.answer.body());
    let mut first = [&head, body].concat();
    let mut rest: &[u8] = &[];
    match act.way {
        Way::Never => pending().await,
        Way::Whole => {}
        Way::Part(length) => first.truncate(length),
        Way::Reset | Way::Close => first.clear(),
        Way::Drip(_) => {
            first.truncate(head.len());
            rest = body;
        }
    }
    if rest.is_empty() {
        treated.done();
    }
    let mut is_there = write(to, &first).await;
    for (at, byte) in rest.iter().enumerate() {
        if let Way::Drip(each) = act.way {
            pass(each).await;
        }
        if at + 1 == rest.len() {
            treated.done();
        }
        is_there = is_there && write(to, &[*byte]).await;
    }
    is_there
}

/// Writes to a connection that is being watched meanwhile: whether all of it could be.
async fn write(to: &TcpStream, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        if to.writable().await.is_err() {
            return false;
        }
        match to.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
    }
    true
}

async fn pass(time: Duration) {
    if !time.is_zero() {
        let _ = tokio::time::timeout(time, pending::<()>()).await;
    }
}

/// Resolves when the client has closed or reset the connection.
async fn left(stream: &TcpStream) {
    let mut more = [0; 1];
    // One that says more before it was answered is there, and is not listened to any further.
    if let Ok(1) = stream.peek(&mut more).await {
        pending::<()>().await;
    }
}

/// Closes in order, and waits until the client has, too: a reset would take back what it was told.
async fn close(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    let mut rest = [0; 1024];
    while let Ok(1..) = stream.read(&mut rest).await {}
}

/// The next request, complete.
async fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Arrival> {
    loop {
        if let Some((arrival, length)) = parse(unread) {
            unread.drain(..length);
            return Some(arrival);
        }
        stream
            .read_buf(unread)
            .await
            .ok()
            .filter(|read| *read > 0)?;
    }
}

fn parse(bytes: &[u8]) -> Option<(Arrival, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = request.parse(bytes).expect("HTTP/1.1") else {
        return None;
    };
    let headers = request.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value).into_owned();
        (header.name.to_ascii_lowercase(), value)
    });
    let mut arrival = Arrival {
        method: request.method.expect("a method").to_owned(),
        target: request.path.expect("a target").to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
        number: 0,
        attempt: 0,
    };
    let (body, length) = match arrival.header("transfer-encoding") {
        Some(_) => chunks(&bytes[head..])?,
        None => {
            let length = arrival.header("content-length");
            let length = length.map_or(0, |length| length.parse().expect("a number"));
            (bytes.get(head..head + length)?.to_vec(), length)
        }
    };
    arrival.body = body;
    Some((arrival, head + length))
}

/// A body in chunks, complete, and its length on the wire.
fn chunks(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = bytes.get(at..)?;
        let httparse::Status::Complete((head, size)) = httparse::parse_chunk_size(rest).ok()?
        else {
            return None;
        };
        let size = usize::try_from(size).expect("a small chunk");
        body.extend_from_slice(rest.get(head..head + size)?);
        rest.get(head + size..head + size + 2)?;
        at += head + size + 2;
        if size == 0 {
            return Some((body, at));
        }
    }
}
