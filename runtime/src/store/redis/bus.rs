//! The bus in Redis or Valkey: pub/sub, on a connection of its own.

use futures_util::StreamExt;

use super::handle::Redis;
use crate::store::StoreError;
use crate::store::bus::{Channels, Said, Saying};

/// Everybody is told by the server that keeps the service's stamps, and listens to that server. It
/// has told a beat after everything that it had told before, and each connection gets what it is
/// told in that order. Whether it is the same server is not taken for granted: whoever tells says
/// how many it has reached, and a beat that reaches nobody there is listened to elsewhere: at one
/// that was replaced, and does not know.
impl Redis {
    /// Tells a channel; how many were reached by the same server.
    pub(in crate::store) async fn tell(
        &self,
        channels: &Channels,
        channel: &str,
        text: &str,
    ) -> Result<u64, StoreError> {
        let mut call = self.scripts.tell.prepare_invoke();
        call.key(anchor(channels)).arg(channel).arg(text);
        self.line.run(&call).await
    }

    /// Listens to both channels.
    pub(in crate::store) async fn join(&self, channels: &Channels) -> Result<Saying, StoreError> {
        let mut subscriber = self.line.subscriber().await?;
        let names = [&*channels.news, &*channels.own];
        let subscribed = subscriber.subscribe(&names[..]).await;
        subscribed.map_err(StoreError::new)?;
        let said = subscriber.into_on_message().map(|message| Said {
            channel: message.get_channel_name().to_owned(),
            text: String::from_utf8_lossy(message.get_payload_bytes()).into_owned(),
        });
        Ok(said.boxed())
    }
}

fn anchor(channels: &Channels) -> String {
    format!("hardpoint:{{{:016x}}}:bus", channels.group)
}
