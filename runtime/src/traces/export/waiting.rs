//! Where spans wait, and the task that sends them, many at a time.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use tokio::sync::{mpsc, oneshot};

use super::message::Messages;
use super::send::{Sender, Unsent};
use super::tally::{Loss, Tally};
use crate::clock::{Clock, Sleep};

/// The end at which spans come in. Nobody ever waits here: where there is no room, they are lost.
#[derive(Debug)]
pub(in crate::traces) struct Waiting {
    spans: mpsc::Sender<SpanData>,
    tally: Arc<Tally>,
}

/// The other end, and what is done there.
pub(in crate::traces) struct Shipping {
    spans: mpsc::Receiver<SpanData>,
    flushes: mpsc::UnboundedReceiver<Told>,
    tally: Arc<Tally>,
    messages: Messages,
    sender: Sender,
    /// How many go at a time.
    most: usize,
    /// How long the first of them waits for others.
    longest: Duration,
}

/// Who wants to know when everything has been sent that was there.
pub(in crate::traces) type Told = oneshot::Sender<()>;

impl Waiting {
    /// Room for so many.
    pub(in crate::traces) fn room_for(
        count: usize,
        tally: Arc<Tally>,
    ) -> (Self, mpsc::Receiver<SpanData>) {
        let (spans, others) = mpsc::channel(count.max(1));
        (Self { spans, tally }, others)
    }
}

impl SpanProcessor for Waiting {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    /// On the thread of whoever ends the span.
    fn on_end(&self, span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        self.tally.open();
        if self.spans.try_send(span).is_err() {
            self.tally.lost(1, Loss::NoRoom);
        }
    }

    /// [`Traces`](crate::traces::Traces) does that.
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl Shipping {
    pub(in crate::traces) fn new(
        spans: mpsc::Receiver<SpanData>,
        flushes: mpsc::UnboundedReceiver<Told>,
        tally: Arc<Tally>,
        (messages, sender): (Messages, Sender),
        (most, longest): (usize, Duration),
    ) -> Self {
        Self {
            spans,
            flushes,
            tally,
            messages,
            sender,
            most: most.max(1),
            longest,
        }
    }

    /// Sends what comes, until nothing comes any more.
    pub(in crate::traces) async fn go_on(mut self) {
        loop {
            let mut batch = Vec::new();
            let told = match self.gather(&mut batch).await {
                Gathered::Enough => None,
                Gathered::Flush(told) => Some(told),
                Gathered::Ended => return self.ship(batch).await,
            };
            self.ship(batch).await;
            let Some(told) = told else { continue };
            // What was there when it was told: no more than there is room for.
            for _ in 0..self.spans.len().div_ceil(self.most) {
                let mut batch = Vec::new();
                while batch.len() < self.most
                    && let Ok(span) = self.spans.try_recv()
                {
                    batch.push(span);
                }
                self.ship(batch).await;
            }
            let _ = told.send(());
        }
    }

    async fn gather(&mut self, batch: &mut Vec<SpanData>) -> Gathered {
        let mut end: Option<Sleep> = None;
        loop {
            let room = self.most - batch.len();
            tokio::select! {
                biased;
                Some(told) = self.flushes.recv() => return Gathered::Flush(told),
                count = self.spans.recv_many(batch, room) => match count {
                    0 => return Gathered::Ended,
                    _ if batch.len() >= self.most => return Gathered::Enough,
                    _ => {
                        end.get_or_insert_with(|| Clock::system().sleep(self.longest));
                    }
                },
                () = over(&mut end) => return Gathered::Enough,
            }
        }
    }

    async fn ship(&mut self, batch: Vec<SpanData>) {
        if batch.is_empty() {
            return;
        }
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let message = self.messages.of(batch);
        match self.sender.send(message).await {
            Ok(refused) => {
                let refused = refused.min(count);
                self.tally.sent(count - refused);
                if refused > 0 {
                    self.tally.lost(refused, Loss::Refused);
                }
            }
            Err(Unsent::Refused) => self.tally.lost(count, Loss::Refused),
            Err(Unsent::Unanswered) => self.tally.lost(count, Loss::Unanswered),
        }
    }
}

/// Why no more is waited for.
enum Gathered {
    /// There are as many as go at a time, or the first has waited long enough.
    Enough,
    Flush(Told),
    /// Nothing comes any more.
    Ended,
}

async fn over(end: &mut Option<Sleep>) {
    match end {
        Some(end) => end.await,
        None => std::future::pending().await,
    }
}
