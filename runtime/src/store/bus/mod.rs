//! The bus: how the instances of a service tell each other what is out of date.
//!
//! What is told may be missed by whoever is cut off. So everybody sends a beat to themselves, again
//! and again, by the way that the news take: what comes back proves that all that was told before
//! it was sent has been heard. A bus keeps its order for that: what is told after something else is
//! heard after it, by everybody who listens without a break; and a break is known.

mod event;
mod listen;
mod question;

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub(crate) use self::event::{Event, Outdated};
pub(crate) use self::listen::{Ear, listen};
pub(crate) use self::question::{Heard, Question};
use super::rate_store::StoreError;
use crate::within::within;

/// How instances tell each other.
pub(crate) trait Bus: fmt::Debug + Send + Sync {
    /// Tells a channel of the service `group`; whether this instance listens where that was told.
    ///
    /// Once it has succeeded, it is ahead of everything that is told later, on whichever channel.
    fn tell<'a>(
        &'a self,
        group: u64,
        channel: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Listens to both channels. What is told from now on is heard.
    fn join<'a>(&'a self, channels: &'a Channels) -> BoxFuture<'a, Result<Saying, StoreError>>;

    /// Whether news may be ahead of the second level: where the transaction tells them that makes
    /// them true.
    fn runs_ahead(&self) -> bool;
}

/// Channels and what is said on them, in its order, until the connection is lost.
pub(crate) type Saying = BoxStream<'static, (String, String)>;

/// By which names instances tell each other.
#[derive(Debug, Clone)]
pub(crate) struct Channels {
    /// Of which service they are.
    pub(crate) group: u64,
    /// What everybody is told.
    pub(crate) news: String,
    /// What one tells oneself.
    pub(crate) own: String,
}

impl Channels {
    /// Those of a service, for one of its instances.
    pub(crate) fn new(group: u64, instance: u64) -> Self {
        Self {
            group,
            // A name may have 63 characters in PostgreSQL.
            news: format!("hardpoint_{group:016x}"),
            own: format!("hardpoint_{group:016x}_{instance:016x}"),
        }
    }
}

/// What a transaction is to tell, and by which channel.
#[cfg(feature = "postgres")]
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub(crate) channel: String,
    pub(crate) text: String,
}

/// How long telling may take.
const TELL: Duration = Duration::from_millis(500);

/// Tells everybody.
pub(crate) async fn publish(
    bus: &dyn Bus,
    channels: &Channels,
    event: &Event,
) -> Result<(), StoreError> {
    tell(bus, channels.group, &channels.news, &event.to_string()).await
}

/// Asks everybody.
pub(crate) async fn ask(
    bus: &dyn Bus,
    channels: &Channels,
    question: Question,
) -> Result<(), StoreError> {
    tell(bus, channels.group, &channels.news, &question.to_string()).await
}

/// Answers whoever has asked.
pub(crate) async fn answer(
    bus: &dyn Bus,
    channels: &Channels,
    Question { by, number }: Question,
) -> Result<(), StoreError> {
    let asker = Channels::new(channels.group, by);
    tell(bus, asker.group, &asker.own, &Heard { number }.to_string()).await
}

async fn tell(bus: &dyn Bus, group: u64, channel: &str, text: &str) -> Result<(), StoreError> {
    let told = within(TELL, bus.tell(group, channel, text));
    told.await.unwrap_or_else(|_late| Err(late())).map(drop)
}

fn late() -> StoreError {
    StoreError::new("no answer in time")
}
