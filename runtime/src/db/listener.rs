//! A connection that listens: apart from the pools, for as long as somebody holds it.

use std::fmt;

use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio_postgres::types::Type;
use tokio_postgres::{Notification, Statement};

use super::Db;
use super::connection::Connection;
use super::error::{Error, Stage};

/// A connection to the primary that listens to some channels.
pub(crate) struct Listener {
    connection: Connection,
    notify: Statement,
}

/// What is said on them, in its order, until the connection is lost.
pub(crate) type Notifications = UnboundedReceiver<Notification>;

impl Db {
    /// Listens to `channels`, whose names are plain, on a connection of its own that no pool counts.
    /// What is told from now on is heard.
    pub(crate) async fn listen(
        &self,
        channels: &[&str],
    ) -> Result<(Listener, Notifications), Error> {
        let (ear, said) = mpsc::unbounded_channel();
        let connection = self.0.primary.maker().connect_for(Some(ear)).await?;
        let names = channels
            .iter()
            .map(|channel| format!("LISTEN \"{channel}\""));
        let listen = names.collect::<Vec<_>>().join(";");
        let client = &connection.client;
        client.batch_execute(&listen).await.map_err(failed)?;
        let notify = client
            .prepare_typed(
                "SELECT pg_catalog.pg_notify($1, $2)",
                &[Type::TEXT, Type::TEXT],
            )
            .await
            .map_err(failed)?;
        Ok((Listener { connection, notify }, said))
    }
}

impl Listener {
    /// Tells a channel. Whoever listens hears what is told in the order of the commits.
    pub(crate) async fn tell(&self, channel: &str, text: &str) -> Result<(), Error> {
        let params: [super::Param<'_>; 2] = [&channel, &text];
        let told = self.connection.client.execute(&self.notify, &params);
        told.await.map(drop).map_err(failed)
    }
}

/// It may be told twice, and so it may be tried again.
fn failed(error: tokio_postgres::Error) -> Error {
    Error::of(&error, Stage::Harmless)
}

impl Drop for Listener {
    fn drop(&mut self) {
        // One that nobody answers on would not end by itself.
        self.connection.close();
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}
