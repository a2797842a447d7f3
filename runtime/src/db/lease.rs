//! A connection that somebody has, and what must happen before the next one may have it.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;

use super::ServerError;
use super::budget::within;
use super::connection::Connection;
use super::meters::Outcome;
use super::pool::{Loan, Out, Pool};
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;

/// A connection that somebody has. Dropping it, wherever and why ever, gives it back: at once where
/// it is clean; else after what was given up is cancelled at the server and rolled back, which
/// happens on the driver's runtime; and where that fails, it is closed.
pub(super) struct Lease(Arc<Leased>);

/// What the lease is of.
pub(super) struct Leased {
    loan: Loan,
    pool: Pool,
    pub(super) state: Mutex<State>,
    since: Moment,
    /// Nothing is ever sent; it is dropped with the rest.
    ended: Mutex<Option<oneshot::Sender<Infallible>>>,
    _out: Out,
}

/// What is known of a connection while somebody has it.
#[derive(Default)]
pub(super) struct State {
    /// A transaction is open.
    pub(super) in_transaction: bool,
    /// The `statement_timeout` that the transaction has set for itself.
    pub(super) local_timeout: Option<u64>,
    /// Why the transaction cannot go on.
    pub(super) failed: Option<ServerError>,
    /// A statement was given up: what it still does is being cancelled.
    pub(super) given_up: Option<JoinHandle<bool>>,
    /// The session is not what others expect, and nothing short of its end mends that.
    pub(super) spoilt: bool,
}

impl Lease {
    pub(super) fn new(loan: Loan, pool: Pool) -> Self {
        Self(Arc::new(Leased {
            loan,
            _out: pool.count_out(),
            pool,
            state: Mutex::default(),
            since: Clock::system().now(),
            ended: Mutex::default(),
        }))
    }
}

impl std::ops::Deref for Lease {
    type Target = Leased;

    fn deref(&self) -> &Leased {
        &self.0
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let is_clean = {
            let state = self.state.lock();
            !state.in_transaction && state.given_up.is_none() && !state.spoilt
        };
        if !is_clean {
            let leased = Arc::clone(&self.0);
            self.pool
                .driver()
                .spawn(async move { leased.clean().await });
        }
    }
}

impl Leased {
    pub(super) fn connection(&self) -> &Connection {
        &self.loan
    }

    /// Resolves once the connection is given back, clean, or closed.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + use<> {
        let (sender, receiver) = oneshot::channel();
        *self.ended.lock() = Some(sender);
        receiver.map(drop)
    }

    /// Begins to cancel what the connection runs, if there is a connection still.
    fn give_up(&self) {
        self.connection().stir();
        let mut state = self.state.lock();
        if self.connection().client.is_closed() {
            state.spoilt = true;
        } else if state.given_up.is_none() {
            self.pool.meters().cancelled();
            let cancel = self.connection().cancel.clone();
            let longest = self.pool.cleanup_timeout();
            state.given_up = Some(self.pool.driver().spawn(cancel.send(longest)));
        }
    }

    async fn clean(&self) {
        let state = std::mem::take(&mut *self.state.lock());
        if let Some(cancelled) = state.given_up {
            let _ = cancelled.await;
            *self.connection().session.lock() = None;
        }
        if state.spoilt || !self.roll_back(state.in_transaction).await {
            self.pool.meters().discarded();
            self.connection().close();
        }
    }

    /// Ends the transaction, if there is one, and everything before it; whether the connection is
    /// in step again.
    pub(super) async fn roll_back(&self, in_transaction: bool) -> bool {
        let said = if in_transaction { "ROLLBACK" } else { "" };
        // The cancellation may have found its statement finished, and hit this one.
        for _ in 0..2 {
            match within(self.pool.cleanup_timeout(), self.connection().settle(said)).await {
                Ok(Ok(())) => return true,
                Ok(Err(error)) if error.code() == Some(&SqlState::QUERY_CANCELED) => {}
                _ => return false,
            }
        }
        false
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        let used = Clock::system().now().since(self.since);
        self.pool.meters().used(used);
    }
}

/// A statement that is under way. Dropped before its end, it is given up.
pub(super) struct Running<'a> {
    leased: &'a Leased,
    since: Moment,
    outcome: Outcome,
    /// If it is given up now, the server keeps something that nobody knows of.
    pub(super) would_spoil: bool,
}

impl<'a> Running<'a> {
    pub(super) fn begin(leased: &'a Leased) -> Self {
        Self {
            leased,
            since: Clock::system().now(),
            outcome: Outcome::GivenUp,
            would_spoil: false,
        }
    }

    /// The server has said its last word on it.
    pub(super) fn ends(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let took = Clock::system().now().since(self.since);
        self.leased.pool.meters().operation(self.outcome, took);
        if let Some(request) = RequestContext::current() {
            request.spent().statements.add(took);
        }
        match self.outcome {
            Outcome::Done | Outcome::Refused => self.leased.connection().has_answered(),
            Outcome::Lost | Outcome::GivenUp => {
                self.leased.state.lock().spoilt |= self.would_spoil;
                self.leased.give_up();
            }
        }
    }
}
