//! Putting answers out of date, here and everywhere.

use std::sync::Arc;
use std::time::Duration;

use super::announcer::{Announcer, Audience};
use super::recall::Cache;
use super::tags::Tag;
#[cfg(feature = "postgres")]
use crate::store::News;
use crate::within::within;

impl Cache {
    /// Puts everything under the `tags` that is stored, or is being made, out of date; what there is
    /// to wait for until everybody knows.
    pub(crate) fn invalidate(&self, tags: &[Tag]) -> Option<Announced> {
        self.invalidate_for(tags, Audience::All)
    }

    /// The same, after a transaction that has told the others.
    #[cfg(feature = "postgres")]
    pub(crate) fn invalidate_told(&self, tags: &[Tag]) -> Option<Announced> {
        self.invalidate_for(tags, Audience::Second)
    }

    /// Waits until everybody knows what is out of date.
    pub(crate) async fn announced(&self) {
        if let Some(beyond) = &self.beyond {
            let announcer = &beyond.announcer;
            announcer.is_known(announcer.last_round()).await;
        }
    }

    /// What a transaction is to tell the others, where it is transactions that do.
    #[cfg(feature = "postgres")]
    pub(crate) fn news(&self, tags: &[Tag]) -> Option<News> {
        self.beyond.as_ref()?.news(tags)
    }

    fn invalidate_for(&self, tags: &[Tag], audience: Audience) -> Option<Announced> {
        let announced = self.beyond.as_ref().map(|beyond| {
            beyond.start();
            // Before the stamps: what begins after them does not ask a second level that does not
            // know yet.
            Announced {
                round: beyond.announcer.announce(tags, audience),
                announcer: Arc::clone(&beyond.announcer),
            }
        });
        self.stamps.stamp(tags);
        announced
    }
}

/// An invalidation on its way to everybody. It goes on whether somebody waits for it or not.
pub(crate) struct Announced {
    round: u64,
    announcer: Arc<Announcer>,
}

/// How long a request waits for its invalidation to be announced, at most.
const ANNOUNCED: Duration = Duration::from_secs(1);

impl Announced {
    /// Resolves once everybody knows, or it is no use to wait: after a while, when most of what is
    /// `left` of the request's time is over, or at once where the last attempt has failed.
    pub(crate) async fn or_late(self, left: Option<Duration>) {
        if self.announcer.is_failing() {
            return;
        }
        let left = left.map_or(ANNOUNCED, |left| (left - left / 8).min(ANNOUNCED));
        let _ = within(left, self.announcer.is_known(self.round)).await;
    }

    /// Resolves once everybody knows.
    pub(crate) async fn everywhere(self) {
        self.announcer.is_known(self.round).await;
    }
}
