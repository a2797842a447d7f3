//! The bus in Redis or Valkey: pub/sub, on a connection of its own.

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};

use super::handle::Redis;
use crate::store::StoreError;
use crate::store::bus::{Bus, Channels, Saying};

/// Everybody is told by the server that keeps the service's stamps, and listens to that server. It
/// tells a beat after everything that it has told before, and each connection gets what it is told
/// in that order. That it is the same server is not taken for granted: whoever tells is told how
/// many it has reached there, and where that is nobody, a beat was listened for elsewhere: at a
/// server that was replaced and does not know it.
impl Bus for Redis {
    fn tell<'a>(
        &'a self,
        group: u64,
        channel: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        async move {
            let mut call = self.scripts.tell.prepare_invoke();
            call.key(anchor(group)).arg(channel).arg(text);
            let reached: u64 = self.line.run(&call).await?;
            Ok(reached > 0)
        }
        .boxed()
    }

    fn join<'a>(&'a self, channels: &'a Channels) -> BoxFuture<'a, Result<Saying, StoreError>> {
        async move {
            let mut subscriber = self.line.subscriber(&anchor(channels.group)).await?;
            let names = [&*channels.news, &*channels.own];
            let subscribed = subscriber.subscribe(&names[..]).await;
            subscribed.map_err(StoreError::new)?;
            let said = subscriber.into_on_message().map(|message| {
                let text = String::from_utf8_lossy(message.get_payload_bytes());
                (message.get_channel_name().to_owned(), text.into_owned())
            });
            Ok(said.boxed())
        }
        .boxed()
    }

    fn runs_ahead(&self) -> bool {
        false
    }
}

/// By this key everybody finds the same server.
fn anchor(group: u64) -> String {
    format!("hardpoint:{{{group:016x}}}:bus")
}
