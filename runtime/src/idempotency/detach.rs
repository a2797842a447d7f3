//! Running on when the client has gone.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::rt;
use tracing::Instrument as _;

/// How many runs go on whose clients have gone.
#[derive(Debug, Default)]
pub(crate) struct LeftAlone(AtomicUsize);

impl LeftAlone {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Does `work` in a task of its own on this thread and gives what comes of it; `None` where it
/// panicked or the thread is being stopped.
///
/// actix drops a handler whose connection is reset (not one whose client merely hangs up). What
/// runs under a claim goes on all the same: whoever comes back with the key gets its answer. So
/// everything from the claim to its settlement belongs in here.
pub(crate) async fn to_its_end<T: 'static>(
    work: impl Future<Output = T> + 'static,
    left_alone: &Arc<LeftAlone>,
) -> Option<T> {
    let company = Rc::new(Company {
        is_in_want: Cell::new(false),
        left_alone: Arc::clone(left_alone),
    });
    let waiting = Waiting(Rc::clone(&company));
    let work = async move {
        let _until_it_ends = company;
        work.await
    };
    // A handle that is dropped leaves its task running.
    let done = rt::spawn(work.in_current_span()).await.ok();
    drop(waiting);
    done
}

/// Whether somebody waits for a run; held by both until both are at their end.
struct Company {
    is_in_want: Cell<bool>,
    left_alone: Arc<LeftAlone>,
}

impl Drop for Company {
    fn drop(&mut self) {
        if self.is_in_want.get() {
            self.left_alone.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Who waits for a run.
struct Waiting(Rc<Company>);

impl Drop for Waiting {
    fn drop(&mut self) {
        // The run has the other one, unless it has ended.
        if Rc::strong_count(&self.0) > 1 {
            self.0.is_in_want.set(true);
            self.0.left_alone.0.fetch_add(1, Ordering::SeqCst);
        }
    }
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
        let left_alone = Arc::<LeftAlone>::default();
        let counted = Arc::clone(&left_alone);
        let waiting = rt::spawn(async move {
            let work = async move {
                begun.send(()).unwrap();
                may_go_on.await.unwrap();
                done.send(()).unwrap();
            };
            to_its_end(work, &counted).await
        });
        has_begun.await.unwrap();
        assert_eq!(left_alone.count(), 0);
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert_eq!(left_alone.count(), 1);
        go_on.send(()).unwrap();
        is_done.await.unwrap();
        while left_alone.count() > 0 {
            tokio::task::yield_now().await;
        }
    }

    #[actix_web::test]
    async fn what_it_gives_is_handed_on_and_a_panic_is_nothing() {
        let left_alone = Arc::<LeftAlone>::default();
        assert_eq!(to_its_end(async { 7 }, &left_alone).await, Some(7));
        let panics = to_its_end(async { panic!("as handlers do") }.map(|()| 7), &left_alone);
        assert_eq!(panics.await, None);
        assert_eq!(left_alone.count(), 0);
    }
}
