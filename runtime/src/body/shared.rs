//! A body that is handed on as it comes, and of which the pipeline keeps hold.

use std::cell::RefCell;
use std::io;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;

use super::pace::Pace;
use crate::context::RequestContext;

/// A body that is read by somebody else. What they leave unread can be taken back, whatever
/// became of them.
///
/// Its sender is held to the least rate while it is waited for, and to that alone: the deadline
/// is the reader's. To the reader a sender that is too slow is a [`PayloadError::Io`] of the kind
/// [`TimedOut`](io::ErrorKind::TimedOut), which is answered with 408 where it is returned.
#[derive(Clone)]
pub(crate) struct SharedPayload(Rc<RefCell<Shared>>);

struct Shared {
    payload: Payload,
    received: usize,
    /// From the first wait on, under a request of ours.
    pace: Option<Pace>,
}

impl SharedPayload {
    pub(crate) fn new(payload: Payload) -> Self {
        Self(Rc::new(RefCell::new(Shared {
            payload,
            received: 0,
            pace: None,
        })))
    }

    /// The body for extractors.
    pub(crate) fn to_payload(&self) -> Payload {
        Payload::Stream {
            payload: Box::pin(self.clone()),
        }
    }

    /// What is left of the body; nothing more comes out of the other end.
    pub(crate) fn take(&self) -> Payload {
        mem::replace(&mut self.0.borrow_mut().payload, Payload::None)
    }
}

impl Stream for SharedPayload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let shared = &mut *self.0.borrow_mut();
        let polled = Pin::new(&mut shared.payload).poll_next(cx);
        let Poll::Ready(item) = polled else {
            return shared.poll_patience(cx);
        };
        if let Some(Ok(chunk)) = &item {
            shared.received = shared.received.saturating_add(chunk.len());
        }
        if let Some(pace) = &mut shared.pace {
            pace.pause();
        }
        Poll::Ready(item)
    }
}

impl Shared {
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PayloadError>>> {
        if self.pace.is_none() {
            self.pace = RequestContext::current().map(|context| Pace::new(None, context.clock()));
        }
        let Some(pace) = &mut self.pace else {
            return Poll::Pending;
        };
        pace.poll_end(self.received, cx)
            .map(|()| Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))))
    }
}
