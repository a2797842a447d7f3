//! The bus: how the instances of a service tell each other what is out of date.
//!
//! What is told may be missed by whoever is cut off. So everybody sends a beat to themselves, again
//! and again, by the way that the news take: what comes back proves that all that was told before
//! it was sent has been heard. A bus keeps its order for that: what is told after something else is
//! heard after it, by everybody who listens without a break; and a break is known.

mod event;
mod listen;

use std::time::Duration;

use futures_util::stream::BoxStream;

pub(crate) use self::event::{Event, Outdated};
#[cfg(feature = "postgres")]
use super::postgres::PostgresBus;
use super::rate_store::StoreError;
#[cfg(feature = "redis")]
use super::redis::Redis;
use crate::clock::Moment;
use crate::within::within;

/// How long telling may take.
const TELL: Duration = Duration::from_millis(500);

/// How instances tell each other.
#[derive(Debug, Clone)]
pub(crate) enum Bus {
    #[cfg(feature = "redis")]
    Redis(Redis),
    #[cfg(feature = "postgres")]
    Postgres(PostgresBus),
    #[cfg(not(any(feature = "redis", feature = "postgres")))]
    None(std::convert::Infallible),
}

/// By which names they do.
#[derive(Debug, Clone)]
pub(crate) struct Channels {
    /// Of which service they are.
    pub(super) group: u64,
    /// What everybody is told.
    pub(super) news: String,
    /// What one tells oneself.
    pub(super) own: String,
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

    /// What everybody is told.
    pub(crate) fn news(&self) -> &str {
        &self.news
    }
}

/// What a transaction is to tell, and by which channel.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub(crate) channel: String,
    pub(crate) text: String,
}

/// Something that was said on a channel.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) channel: String,
    pub(super) text: String,
}

/// What is said, in its order, until the connection is lost.
pub(super) type Saying = BoxStream<'static, Said>;

/// Who listens.
pub(crate) trait Ear: Send + Sync {
    /// By whose clock beats are sent.
    fn now(&self) -> Moment;
    /// From now on everything is heard; what was told before may have been missed.
    fn joined(&self);
    /// Somebody has told this.
    fn heard(&self, event: Event);
    /// Everything has been heard that was told before.
    fn verified(&self, through: Moment);
}

impl Bus {
    /// Whether news may be ahead of the second level: where the transaction tells them that makes
    /// them true.
    pub(crate) fn runs_ahead(&self) -> bool {
        match self {
            #[cfg(feature = "redis")]
            Self::Redis(_) => false,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => true,
            #[cfg(not(any(feature = "redis", feature = "postgres")))]
            Self::None(never) => match *never {},
        }
    }

    /// Tells everybody. Once that has succeeded, it is ahead of everything that is told later.
    pub(crate) async fn publish(
        &self,
        channels: &Channels,
        event: &Event,
    ) -> Result<(), StoreError> {
        let text = event.to_string();
        let told = within(TELL, self.tell(channels, &channels.news, &text)).await;
        told.map_or_else(|_late| Err(late()), |told| told.map(drop))
    }

    /// Tells a channel; whether this instance listens where that was told.
    async fn tell(
        &self,
        channels: &Channels,
        channel: &str,
        text: &str,
    ) -> Result<bool, StoreError> {
        match self {
            #[cfg(feature = "redis")]
            Self::Redis(redis) => {
                let heard_by = redis.tell(channels, channel, text).await?;
                Ok(heard_by > 0)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(postgres) => postgres.tell(channel, text).await.map(|()| true),
            #[cfg(not(any(feature = "redis", feature = "postgres")))]
            Self::None(never) => match *never {},
        }
    }

    /// Listens to both channels. What is told from now on is heard.
    async fn join(&self, channels: &Channels) -> Result<Saying, StoreError> {
        match self {
            #[cfg(feature = "redis")]
            Self::Redis(redis) => redis.join(channels).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(postgres) => postgres.join(channels).await,
            #[cfg(not(any(feature = "redis", feature = "postgres")))]
            Self::None(never) => match *never {},
        }
    }
}

fn late() -> StoreError {
    StoreError::new("no answer in time")
}
