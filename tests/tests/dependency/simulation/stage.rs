//! Tasks and a clock that only they move: whatever happens does so in the same order each time.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use hardpoint::{Clock, ManualClock, Moment};

/// Where a simulation plays: a minute of it takes as long as what happens in it.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) clock: Clock,
    hand: ManualClock,
    entering: Rc<RefCell<Vec<LocalBoxFuture<'static, ()>>>>,
}

/// Whether any task has something to do.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        let (clock, hand) = Clock::manual();
        Self {
            clock,
            hand,
            entering: Rc::default(),
        }
    }

    /// Has `task` run beside those that do.
    pub(crate) fn enter(&self, task: impl Future<Output = ()> + 'static) {
        self.entering.borrow_mut().push(Box::pin(task));
    }

    /// Runs the tasks until `end`, or until none of them sleeps any more.
    pub(crate) fn play(&self, end: Moment) {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let mut tasks = pin!(FuturesUnordered::new());
        while self.clock.now() < end {
            while woken.0.swap(false, Ordering::Relaxed) {
                loop {
                    tasks.extend(self.entering.borrow_mut().drain(..));
                    let next = tasks.poll_next_unpin(&mut cx);
                    if !matches!(next, Poll::Ready(Some(()))) && self.entering.borrow().is_empty() {
                        break;
                    }
                }
            }
            if self.hand.advance_to_next().is_none() {
                break;
            }
        }
    }
}
