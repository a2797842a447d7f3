//! The whole body in memory, or what is wrong with it.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::Version;
use actix_web::http::header::{self, HeaderMap};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};

use super::coding::Coding;
use super::pace::Pace;
use super::{BodyFault, BodyFaultKind};
use crate::clock::Clock;
use crate::context::Deadline;

/// A body that has been read in full; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadBody {
    sent: Bytes,
    decoded: Bytes,
}

impl ReadBody {
    /// The bytes with the content coding undone.
    pub(crate) fn decoded(&self) -> &Bytes {
        &self.decoded
    }

    /// The body for extractors that are not ours, as it was sent: they undo the content coding
    /// themselves. What they would not know how to undo (`x-gzip`), they get decoded.
    pub(crate) fn to_payload(&self) -> Payload {
        if self.sent.is_empty() {
            return Payload::None;
        }
        // One allocation; `Payload::from(Bytes)` takes two.
        let once = stream::iter([Ok::<_, PayloadError>(self.sent.clone())]);
        Payload::Stream {
            payload: Box::pin(once),
        }
    }
}

/// Reads the body of `request`, at most `limit` bytes of it.
///
/// - A declared length over the limit is refused before a byte is read; an undeclared one once
///   the limit is passed. The limit is that of the decoded body.
/// - It must arrive by `deadline` and no slower than [`LEAST_RATE`](super::pace::LEAST_RATE) once
///   the [`GRACE`](super::pace::GRACE) is over. A timer is set only when there is something to
///   wait for.
/// - A request without a body is done at once.
pub(crate) async fn read(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
    deadline: &Deadline,
    clock: &Clock,
) -> Result<ReadBody, BodyFault> {
    if matches!(payload, Payload::None) {
        return Ok(ReadBody::default());
    }
    let headers = request.headers();
    let (coding, most) = match declared(headers, limit) {
        Ok(declared) => declared,
        Err(kind) => {
            return Err(BodyFault {
                kind,
                rest: payload,
            });
        }
    };
    let sent = collect(payload, most, Pace::new(deadline.at(), clock))
        .await
        .map_err(|fault| fault.with_limit(limit))?;
    decode(coding, sent, limit).await.map_err(|kind| BodyFault {
        kind,
        rest: Payload::None,
    })
}

#[cfg(feature = "compress")]
async fn decode(coding: Coding, sent: Bytes, limit: usize) -> Result<ReadBody, BodyFaultKind> {
    let decoded = super::inflate::decode(coding, &sent, limit).await?;
    let sent = if coding.is_known_to_actix() {
        sent
    } else {
        decoded.clone()
    };
    Ok(ReadBody { sent, decoded })
}

#[cfg(not(feature = "compress"))]
async fn decode(coding: Coding, sent: Bytes, _: usize) -> Result<ReadBody, BodyFaultKind> {
    match coding {
        Coding::Identity => Ok(ReadBody {
            decoded: sent.clone(),
            sent,
        }),
    }
}

/// Whether a request says that it has a body. In HTTP/1.1 one that says neither its length nor
/// its coding has none (RFC 9112 §6.3); later versions need not say.
pub(crate) fn is_announced(request: &HttpRequest) -> bool {
    let headers = request.headers();
    request.version() > Version::HTTP_11
        || headers.contains_key(header::CONTENT_LENGTH)
        || headers.contains_key(header::TRANSFER_ENCODING)
}

/// What is wrong with a body by its headers alone: too long, or in an unknown coding.
///
/// [`read()`] looks at them, too; this is for who wants to know before anything is charged.
pub(crate) fn fault_declared(headers: &HeaderMap, limit: usize) -> Option<BodyFaultKind> {
    declared(headers, limit).err()
}

/// The body's coding, and how many bytes of it may be sent.
fn declared(headers: &HeaderMap, limit: usize) -> Result<(Coding, usize), BodyFaultKind> {
    let coding = Coding::of(headers).ok_or(BodyFaultKind::UnsupportedCoding)?;
    let most = coding.most_sent(limit);
    if declared_length(headers).is_some_and(|length| length > most) {
        return Err(BodyFaultKind::TooLarge { limit });
    }
    Ok((coding, most))
}

impl BodyFault {
    /// The same, with the limit that is meant rather than the one that was applied to the bytes
    /// as they were sent.
    fn with_limit(mut self, limit: usize) -> Self {
        if let BodyFaultKind::TooLarge { limit: applied } = &mut self.kind {
            *applied = limit;
        }
        self
    }
}

/// Everything that `payload` has to give, if that is at most `most` bytes.
async fn collect(mut payload: Payload, most: usize, mut pace: Pace) -> Result<Bytes, BodyFault> {
    let mut gathered = Gathered::Nothing;
    let end = poll_fn(|cx| {
        loop {
            match Pin::new(&mut payload).poll_next(cx) {
                Poll::Ready(Some(Ok(chunk))) => {
                    if chunk.len() > most - gathered.len() {
                        return Poll::Ready(Err(BodyFaultKind::TooLarge { limit: most }));
                    }
                    gathered.push(chunk);
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(fault_of(&error))),
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    return pace
                        .poll_end(gathered.len(), cx)
                        .map(|()| Err(BodyFaultKind::TooSlow));
                }
            }
        }
    })
    .await;
    match end {
        Ok(()) => Ok(gathered.into_bytes()),
        Err(kind) => Err(BodyFault {
            kind,
            rest: payload,
        }),
    }
}

/// What has been received: one chunk as it came, several in one buffer. The buffer grows with
/// what arrives, never with what is only announced.
enum Gathered {
    Nothing,
    One(Bytes),
    Several(BytesMut),
}

impl Gathered {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(chunk) => chunk.len(),
            Self::Several(buffer) => buffer.len(),
        }
    }

    fn push(&mut self, chunk: Bytes) {
        match self {
            Self::Nothing => *self = Self::One(chunk),
            Self::One(first) => {
                let mut buffer = BytesMut::with_capacity(2 * (first.len() + chunk.len()));
                buffer.extend_from_slice(first);
                buffer.extend_from_slice(&chunk);
                *self = Self::Several(buffer);
            }
            Self::Several(buffer) => buffer.extend_from_slice(&chunk),
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(chunk) => chunk,
            Self::Several(buffer) => buffer.freeze(),
        }
    }
}

/// The `Content-Length`, where there is a readable one; actix has refused contradictory ones.
fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|length| usize::try_from(length).unwrap_or(usize::MAX))
}

fn fault_of(error: &PayloadError) -> BodyFaultKind {
    tracing::debug!(%error, "a request's body broke off");
    BodyFaultKind::Broken
}
