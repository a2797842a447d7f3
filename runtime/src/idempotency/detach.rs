//! Running on when the client has gone.

use std::future::Future;

use actix_web::rt;
use tracing::Instrument as _;

/// Does `work` in a task of its own on this thread and gives what comes of it; `None` where it
/// panicked or the thread is being stopped.
///
/// actix drops a handler whose connection is reset (not one whose client merely hangs up). What
/// runs under a claim goes on all the same: whoever comes back with the key gets its answer. So
/// everything from the claim to its settlement belongs in here.
pub(crate) async fn to_its_end<T: 'static>(work: impl Future<Output = T> + 'static) -> Option<T> {
    // A handle that is dropped leaves its task running.
    rt::spawn(work.in_current_span()).await.ok()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[actix_web::test]
    async fn work_outlives_who_waits_for_it() {
        let (begun, has_begun) = oneshot::channel();
        let (go_on, may_go_on) = oneshot::channel::<()>();
        let (done, is_done) = oneshot::channel();
        let waiting = rt::spawn(to_its_end(async move {
            begun.send(()).unwrap();
            may_go_on.await.unwrap();
            done.send(()).unwrap();
        }));
        has_begun.await.unwrap();
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        is_done.await.unwrap();
    }

    #[actix_web::test]
    async fn what_it_gives_is_handed_on_and_a_panic_is_nothing() {
        assert_eq!(to_its_end(async { 7 }).await, Some(7));
        let panics = to_its_end(async { panic!("as handlers do") }.map(|()| 7));
        assert_eq!(panics.await, None);
    }
}
