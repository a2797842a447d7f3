//! The connections to one server: how many there are, who has them, and whether they live.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deadpool::managed::{self, Metrics, PoolError, QueueMode, RecycleError, RecycleResult};
use futures_util::FutureExt;
use tokio::sync::watch;

use super::DbSettings;
use super::budget::{Budget, within};
use super::connection::{Connection, Maker};
use super::driver::Driver;
use super::error::{Error, Lost};
use super::lease::Lease;
use super::makings::Makings;
use super::meters::Meters;

/// The connections to one server.
#[derive(Clone)]
pub(super) struct Pool(Arc<Inner>);

struct Inner {
    pool: managed::Pool<Manager>,
    driver: Driver,
    meters: Arc<Meters>,
    acquire_timeout: Duration,
    cleanup_timeout: Duration,
    /// How many connections somebody has, those included that are being cleaned.
    out: watch::Sender<usize>,
}

/// A connection on loan from its pool.
pub(super) type Loan = managed::Object<Manager>;

impl Pool {
    pub(super) fn new(
        maker: Maker,
        driver: Driver,
        name: &str,
        settings: &DbSettings,
    ) -> Result<Self, Error> {
        let meters = Arc::new(Meters::new(name, settings.pool_size));
        let manager = Manager {
            makings: Makings::new(maker, driver.clone(), Arc::clone(&meters)),
            waiting: AtomicUsize::new(0),
        };
        // The one used last comes first: a few are kept busy, and asked for a sign of life rarely.
        let pool = managed::Pool::builder(manager)
            .max_size(settings.pool_size)
            .queue_mode(QueueMode::Lifo)
            .build()
            .map_err(|error| Error::fault(error.to_string()))?;
        Ok(Self(Arc::new(Inner {
            pool,
            driver,
            meters,
            acquire_timeout: settings.acquire_timeout,
            cleanup_timeout: settings.cleanup_timeout,
            out: watch::Sender::new(0),
        })))
    }

    /// A connection that lives, as soon as one is free.
    ///
    /// Who cannot have one in time is told so while there is still time to tell the client.
    pub(super) async fn acquire(&self, budget: &Budget) -> Result<Lease, Error> {
        let left = budget.left();
        if left.is_zero() {
            return Err(Error::Deadline);
        }
        let longest = self.0.acquire_timeout.min(left - left / 8);
        let waiting = self.0.meters.waiting();
        // Held beyond its end, so that it still counts where it was making a connection.
        let mut got = pin!(within(longest, self.0.pool.get()));
        match got.as_mut().await {
            Ok(Ok(loan)) => {
                waiting.has_one();
                Ok(Lease::new(loan, self.clone()))
            }
            Ok(Err(PoolError::Backend(error))) => Err(error),
            Ok(Err(_closed)) => Err(Error::Unavailable(Lost::because("it has been closed"))),
            Err(_late) => {
                self.0.meters.timed_out();
                Err(
                    match self.0.pool.manager().waiting.load(Ordering::Relaxed) {
                        0 => Error::Busy,
                        _ => Error::Unavailable(Lost::because("it does not answer in time")),
                    },
                )
            }
        }
    }

    /// How many connections are in use.
    pub(super) fn in_use(&self) -> usize {
        *self.0.out.borrow()
    }

    /// Hands out no more, and waits for what is out, for `longest` at most; how many have not come
    /// back.
    pub(super) async fn close(&self, longest: Duration) -> usize {
        self.0.pool.close();
        self.0.pool.manager().makings.close();
        let mut out = self.0.out.subscribe();
        let _ = within(longest, out.wait_for(|out| *out == 0)).await;
        self.in_use()
    }

    /// Closes what lies idle; the next caller gets a new connection.
    pub(super) fn forget_idle(&self) {
        drop(self.0.pool.retain(|_, _| false));
        self.0.pool.manager().makings.forget_spare();
    }

    /// How its connections are made.
    pub(super) fn maker(&self) -> &Maker {
        self.0.pool.manager().makings.maker()
    }

    pub(super) fn driver(&self) -> &Driver {
        &self.0.driver
    }

    pub(super) fn meters(&self) -> &Meters {
        &self.0.meters
    }

    pub(super) fn cleanup_timeout(&self) -> Duration {
        self.0.cleanup_timeout
    }

    /// Counts one connection as in use, until the guard is dropped.
    pub(super) fn count_out(&self) -> Out {
        self.0.out.send_modify(|out| *out += 1);
        self.show();
        Out(self.clone())
    }

    fn show(&self) {
        let in_use = self.in_use();
        let idle = self.0.pool.status().size.saturating_sub(in_use);
        self.0.meters.connections(in_use, idle);
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

/// One connection that somebody has.
pub(super) struct Out(Pool);

impl Drop for Out {
    fn drop(&mut self) {
        self.0.0.out.send_modify(|out| *out -= 1);
        self.0.show();
    }
}

/// Makes connections, and looks at each before it is used again.
pub(super) struct Manager {
    makings: Makings,
    /// How many callers wait for one to be made.
    waiting: AtomicUsize,
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        let _waiting = Waiting::count(&self.waiting);
        self.makings.next().boxed().await
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        match connection.lives().boxed().await {
            true => Ok(()),
            false => Err(RecycleError::message("it is closed, old or out of step")),
        }
    }
}

/// Counts one caller as waiting for a connection to be made.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn count(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
