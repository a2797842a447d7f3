//! The bus in PostgreSQL: LISTEN and NOTIFY, on a connection of its own.

use std::fmt;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use parking_lot::Mutex;

use crate::db::{Db, Listener};
use crate::store::StoreError;
use crate::store::bus::{Channels, Said, Saying};

/// What is told is heard in the order in which the transactions were committed that told it: the
/// server keeps one queue, and writes to it under a lock that is held until the commit is done. So
/// whoever hears a beat has heard whatever was committed before that was sent. A transaction that
/// is rolled back tells nothing.
#[derive(Clone)]
pub(crate) struct PostgresBus {
    db: Db,
    /// The connection that listens, by which what no transaction tells is told, too.
    listener: Arc<Mutex<Option<Arc<Listener>>>>,
}

impl PostgresBus {
    pub(super) fn new(db: Db) -> Self {
        Self {
            db,
            listener: Arc::default(),
        }
    }

    /// Listens to both channels.
    pub(in crate::store) async fn join(&self, channels: &Channels) -> Result<Saying, StoreError> {
        let listening = self.db.listen(&[&channels.news, &channels.own]).await;
        let (listener, notifications) = listening.map_err(StoreError::new)?;
        let held = Held(self.listener.clone());
        *held.0.lock() = Some(Arc::new(listener));
        let said = stream::unfold((notifications, held), async |(mut notifications, held)| {
            let notification = notifications.recv().await?;
            let said = Said {
                channel: notification.channel().to_owned(),
                text: notification.payload().to_owned(),
            };
            Some((said, (notifications, held)))
        });
        Ok(said.boxed())
    }

    /// Tells a channel, at once.
    pub(in crate::store) async fn tell(&self, channel: &str, text: &str) -> Result<(), StoreError> {
        let listener = self.listener.lock().clone();
        let Some(listener) = listener else {
            return Err(StoreError::new("there is no connection to it"));
        };
        listener.tell(channel, text).await.map_err(StoreError::new)
    }
}

/// Closes the connection when nobody listens to it any more.
struct Held(Arc<Mutex<Option<Arc<Listener>>>>);

impl Drop for Held {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

impl fmt::Debug for PostgresBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresBus").finish_non_exhaustive()
    }
}
