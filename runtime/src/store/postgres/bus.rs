//! The bus in PostgreSQL: LISTEN and NOTIFY, on a connection of its own.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream;
use futures_util::{FutureExt, StreamExt};
use parking_lot::Mutex;

use crate::db::{Db, Listener, Notifications};
use crate::store::StoreError;
use crate::store::bus::{Bus, Channels, Saying};

/// What is told is heard in the order in which the transactions were committed that told it: the
/// server keeps one queue, and writes to it under a lock that is held until the commit is done. So
/// whoever hears a beat has heard whatever was committed before that was sent. A transaction that
/// is rolled back tells nothing.
#[derive(Clone)]
pub(in crate::store) struct PostgresBus {
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
}

impl Bus for PostgresBus {
    fn tell<'a>(
        &'a self,
        _: u64,
        channel: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        async move {
            let listener = self.listener.lock().clone();
            let Some(listener) = listener else {
                return Err(StoreError::new("there is no connection to it"));
            };
            let told = listener.tell(channel, text).await;
            told.map(|()| true).map_err(StoreError::new)
        }
        .boxed()
    }

    fn join<'a>(&'a self, channels: &'a Channels) -> BoxFuture<'a, Result<Saying, StoreError>> {
        async move {
            let listening = self.db.listen(&[&channels.news, &channels.own]).await;
            let (listener, notifications) = listening.map_err(StoreError::new)?;
            let held = Held(Arc::clone(&self.listener));
            *held.0.lock() = Some(Arc::new(listener));
            let next = async |(mut notifications, held): (Notifications, Held)| {
                let said = notifications.recv().await?;
                let said = (said.channel().to_owned(), said.payload().to_owned());
                Some((said, (notifications, held)))
            };
            Ok(stream::unfold((notifications, held), next).boxed())
        }
        .boxed()
    }

    fn runs_ahead(&self) -> bool {
        true
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
