//! Connections in the making: each is made to its end, though whoever asked for it may have left.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::connection::{Connection, Maker};
use super::driver::Driver;
use super::error::{Error, Lost};
use super::meters::Meters;
use crate::clock::Clock;

/// Connections in the making, and those for which nobody has waited.
///
/// A caller waits for as long as its deadline allows. Were the connection given up with it, a server
/// that takes longer than that to let somebody in would never be reached again, however many callers
/// there are. So what was begun is finished, for whoever waits by then or comes next.
pub(super) struct Makings {
    maker: Maker,
    driver: Driver,
    meters: Arc<Meters>,
    state: Arc<Mutex<State>>,
}

/// Who waits is waited for by as many that are under way, at least.
#[derive(Default)]
struct State {
    waiting: VecDeque<oneshot::Sender<Made>>,
    under_way: usize,
    spare: Vec<Connection>,
    is_closed: bool,
}

type Made = Result<Connection, Error>;

impl Makings {
    pub(super) fn new(maker: Maker, driver: Driver, meters: Arc<Meters>) -> Self {
        Self {
            maker,
            driver,
            meters,
            state: Arc::default(),
        }
    }

    /// How they are made.
    pub(super) fn maker(&self) -> &Maker {
        &self.maker
    }

    /// One that lives: one that is spare, or the next that is made.
    pub(super) async fn next(&self) -> Made {
        loop {
            let spare = self.state.lock().spare.pop();
            match spare {
                Some(spare) if spare.lives().await => return Ok(spare),
                Some(_dead) => {}
                None => break,
            }
        }
        let (sender, receiver) = oneshot::channel();
        let state = Arc::clone(&self.state);
        if self.state.lock().is_one_missing_for(sender) {
            self.begin();
        }
        let mut waiter = Waiter { receiver, state };
        let made = (&mut waiter.receiver).await;
        made.unwrap_or_else(|_| Err(Error::Unavailable(Lost::because("it is being closed"))))
    }

    /// Closes those for which nobody has waited, and from now on does not keep any.
    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.forget_spare();
    }

    /// Closes those for which nobody has waited.
    pub(super) fn forget_spare(&self) {
        let spare = std::mem::take(&mut self.state.lock().spare);
        drop(spare);
    }

    fn begin(&self) {
        let turn = Turn(Some(Arc::clone(&self.state)));
        let (maker, meters) = (self.maker.clone(), Arc::clone(&self.meters));
        let work = async move {
            let clock = Clock::system();
            let begun = clock.now();
            let made = maker.connect().await;
            if made.is_ok() {
                meters.made(clock.now().since(begun));
            }
            turn.ends(made);
        };
        // Boxed, or the compiler does not see that it may go to another thread.
        drop(self.driver.spawn(work.boxed()));
    }
}

impl State {
    /// Adds somebody who waits; whether one more has to be begun for that.
    fn is_one_missing_for(&mut self, waiter: oneshot::Sender<Made>) -> bool {
        self.waiting.retain(|waiter| !waiter.is_closed());
        self.waiting.push_back(waiter);
        let is_missing = self.under_way < self.waiting.len();
        self.under_way += usize::from(is_missing);
        is_missing
    }

    /// Gives what was made to whoever waits for it; back where it is of no use to anybody.
    fn give(&mut self, mut made: Made) -> Option<Made> {
        while let Some(waiter) = self.waiting.pop_front() {
            match waiter.send(made) {
                Ok(()) => return None,
                Err(back) => made = back,
            }
        }
        match made {
            Ok(connection) if !self.is_closed => {
                self.spare.push(connection);
                None
            }
            made => Some(made),
        }
    }
}

/// One that is under way. Where it does not come to its end, the driver is being stopped, and nobody
/// need wait any more.
struct Turn(Option<Arc<Mutex<State>>>);

impl Turn {
    fn ends(mut self, made: Made) {
        if let Some(state) = self.0.take() {
            let left_over = {
                let mut state = state.lock();
                state.under_way -= 1;
                state.give(made)
            };
            drop(left_over);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(state) = self.0.take() {
            let waiting = {
                let mut state = state.lock();
                state.under_way -= 1;
                std::mem::take(&mut state.waiting)
            };
            drop(waiting);
        }
    }
}

/// Somebody who waits. What comes when they are just leaving is the next one's.
struct Waiter {
    receiver: oneshot::Receiver<Made>,
    state: Arc<Mutex<State>>,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.receiver.close();
        if let Ok(Ok(connection)) = self.receiver.try_recv() {
            let left_over = self.state.lock().give(Ok(connection));
            drop(left_over);
        }
    }
}
