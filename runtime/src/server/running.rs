//! A server that has begun: to be told to stop, or to be cut off.

use std::io;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt;
use actix_web::rt::task::JoinHandle;

/// A server that has begun.
pub(super) struct Running {
    pub(super) handle: ServerHandle,
    pub(super) ended: JoinHandle<io::Result<()>>,
}

impl Running {
    pub(super) fn begin(server: Server) -> Self {
        Self {
            handle: server.handle(),
            ended: rt::spawn(server),
        }
    }

    /// Ends it now, whatever it was told before: a server that is dropped tells its threads to drop
    /// what they are at, and does not wait for them.
    pub(super) async fn cut_off(&mut self) {
        self.ended.abort();
        if !self.ended.is_finished() {
            let _cancelled = (&mut self.ended).await;
        }
    }
}
