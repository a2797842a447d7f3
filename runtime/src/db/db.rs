//! The database: one primary, any number of replicas, and the runtime that drives them.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::{join_all, join3, select};
use parking_lot::Mutex;
use tokio::sync::watch;

use super::DbSettings;
use super::budget::Budget;
use super::connection::{Maker, Role};
use super::driver::{Driver, Tied};
use super::error::Error;
use super::line::Line;
use super::pool::Pool;
use super::probes::Probes;
use super::queries::{Reads, Writes};
use super::recent_writes::RecentWrites;
use super::replicas::Replicas;
use super::run::{Access, Call, Rows};
use super::settings::ACQUIRE_TIMEOUT;
use crate::clock::Clock;
use crate::context::RequestContext;

/// A PostgreSQL database: one primary, and any number of replicas.
///
/// Clones are the same database. Connections are made when they are needed, and driven on threads
/// of their own: a handler that blocks its worker stalls nobody else's queries.
///
/// Every wait has an end, and the request's deadline is known without being handed over. What is
/// dropped or late is cancelled at the server, and a connection is used again only when it is clean.
///
/// ```no_run
/// use actix_web::web::{Data, Json, Path};
/// use hardpoint::db::{self, Db, DbSettings};
/// use hardpoint::prelude::*;
///
/// /// How many of it there are.
/// #[endpoint(get = "/stock/{sku}", timeout = "2s")]
/// async fn stock(sku: Path<String>, db: Data<Db>) -> Result<Json<i64>, db::Error> {
///     let row = db
///         .read()
///         .query_one("SELECT left_over FROM stock WHERE sku = $1", &[&*sku])
///         .await?;
///     Ok(Json(row.try_get(0)?))
/// }
///
/// # async fn start() -> Result<(), db::Error> {
/// let db = Db::connect(&DbSettings::new("postgres://shop@db.example/shop")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Db(pub(super) Arc<Inner>);

/// What all clones share.
pub(super) struct Inner {
    pub(super) settings: DbSettings,
    pub(super) primary: Pool,
    /// For what must not wait for those who have the connections of `primary`; made when it is
    /// first needed.
    beside: OnceLock<Pool>,
    pub(super) replicas: Arc<Replicas>,
    pub(super) writes: Arc<RecentWrites>,
    driver: Driver,
    /// How connections to the primary are made that are none of its pool's.
    aside: Maker,
    closing: watch::Sender<bool>,
    probes: Mutex<Option<Tied>>,
}

/// How long to wait before the next attempt to reach the server at the start, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// How long connections may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

impl Db {
    /// Connects to the primary, and looks at the replicas.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] where the settings cannot be used, [`Error::Unavailable`] where the
    /// primary cannot be reached, and could not be for as long as
    /// [`startup_wait`](DbSettings::startup_wait) says. A replica that cannot be reached is left out
    /// until it can.
    pub async fn connect(settings: &DbSettings) -> Result<Self, Error> {
        let driver =
            Driver::start(settings.threads).map_err(|error| Error::fault(error.to_string()))?;
        let maker = |url: &str, role| Maker::of(url, role, settings, &driver).map_err(Error::fault);
        let pool =
            |maker: &Maker, name: &str| Pool::new(maker.clone(), driver.clone(), name, settings);
        let primary = maker(settings.url.expose(), Role::Primary)?;
        let (mut replicas, mut pools) = (Vec::new(), Vec::new());
        for (at, url) in settings.replicas().iter().enumerate() {
            let replica = maker(url, Role::Replica)?;
            pools.push(pool(&replica, &format!("replica-{}", at + 1))?);
            replicas.push(replica);
        }
        let db = Self(Arc::new(Inner {
            primary: pool(&primary, "primary")?,
            beside: OnceLock::new(),
            replicas: Arc::new(Replicas::new(pools, settings.max_replica_lag)),
            writes: Arc::new(RecentWrites::new(
                settings.max_replica_lag,
                Clock::system().now(),
            )),
            aside: primary.clone(),
            closing: watch::Sender::new(false),
            probes: Mutex::new(None),
            settings: settings.clone(),
            driver,
        }));
        db.first_sign_of_life().await?;
        db.watch(primary, replicas).await?;
        Ok(db)
    }

    /// Checks, and where that fails again and again for as long as the settings say.
    async fn first_sign_of_life(&self) -> Result<(), Error> {
        let clock = Clock::system();
        let longest = self.0.settings.startup_wait;
        let (until, [first, most]) = (clock.now().after(longest), PAUSES);
        let mut pause = first;
        loop {
            match self.check().await {
                Err(error @ (Error::Unavailable(_) | Error::Deadline)) if clock.now() < until => {
                    if pause == first {
                        tracing::warn!(%error, ?longest, "there is no database yet: waiting for it");
                    }
                    clock.sleep(pause.min(until.since(clock.now()))).await;
                    pause = (pause * 2).min(most);
                }
                outcome => return outcome,
            }
        }
    }

    /// Looks at the servers, and goes on doing so, where there is a choice between them.
    async fn watch(&self, primary: Maker, replicas: Vec<Maker>) -> Result<(), Error> {
        let db = &*self.0;
        let (interval, max_lag) = (db.settings.probe_interval, db.settings.max_replica_lag);
        if replicas.is_empty() {
            return Ok(());
        }
        if max_lag < 2 * interval {
            let words = "replicas are looked at twice at least within the lag that they may have";
            return Err(Error::fault(words));
        }
        let writes = Arc::clone(&db.writes);
        let mut probes = Probes::new(primary, replicas, &db.replicas, writes, max_lag);
        probes.look().await;
        *db.probes.lock() = Some(probes.go_on(&db.driver, interval));
        Ok(())
    }

    /// Statements that look and do not touch, at a replica where one is fit for it.
    pub fn read(&self) -> Reads<'_> {
        Reads(&self.0)
    }

    /// Statements that may write, at the primary.
    pub fn write(&self) -> Writes<'_> {
        Writes {
            db: &self.0,
            pool: &self.0.primary,
        }
    }

    /// The same, over connections beside those that handlers have: half as many, two at least.
    pub(crate) fn write_beside(&self) -> Writes<'_> {
        let db = &*self.0;
        let pool = db.beside.get_or_init(|| {
            let settings = db.settings.clone();
            let size = (settings.pool_size / 2).max(2);
            let settings = settings.pool_size(size);
            let pool = Pool::new(db.aside.clone(), db.driver.clone(), "beside", &settings);
            pool.unwrap_or_else(|_| db.primary.clone())
        });
        Writes { db, pool }
    }

    /// Asks the primary for a sign of life. One whose connections are all at work has given it.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] where it cannot be reached, [`Error::Deadline`] where it does not
    /// answer within the `connect_timeout`.
    pub async fn check(&self) -> Result<(), Error> {
        let budget = Budget::of_current(self.0.settings.connect_timeout);
        let lease = match self.0.primary.acquire(&budget).await {
            Err(Error::Busy) => return Ok(()),
            lease => lease?,
        };
        let call = Call {
            sql: "SELECT 1",
            params: &[],
            rows: Rows::None,
            access: Access::Read,
        };
        budget.run(lease.run(call, budget.left())).await??;
        Ok(())
    }

    /// [`check`](Self::check) as a function, to be called again and again.
    pub fn probe(&self) -> impl Fn() -> Check + Clone + Send + Sync + 'static {
        let db = self.clone();
        move || {
            let db = db.clone();
            Box::pin(async move { db.check().await })
        }
    }

    /// How long a caller waits for a connection, where the settings say another time than is usual.
    pub(crate) fn said_acquire_timeout(&self) -> Option<Duration> {
        let longest = self.0.settings.acquire_timeout;
        (longest != ACQUIRE_TIMEOUT).then_some(longest)
    }

    /// What has come of a commit, for the request at hand.
    pub(crate) fn wrote<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.0.remember(&outcome);
        outcome.map_err(Error::for_the_request)
    }

    /// Does `work` on the threads of the connections, until the guard is dropped or the database is
    /// closed.
    pub(crate) fn keep(&self, work: impl Future<Output = ()> + Send + 'static) -> Tied {
        let mut closing = self.0.closing.subscribe();
        self.0.driver.keep(async move {
            let is_closing = pin!(closing.wait_for(|closing| *closing));
            select(pin!(work), is_closing).await;
        })
    }

    /// A connection to the primary beside its pool, with these statements prepared.
    pub(crate) fn line(&self, statements: &'static [&'static str]) -> Line {
        let db = &*self.0;
        Line::open(
            db.aside.clone(),
            &db.driver,
            statements,
            db.closing.subscribe(),
        )
    }

    /// Hands out no more connections, waits for those that are out, and closes all of them; how
    /// many were not given back within `longest`. What those were at is cut off.
    pub async fn close(&self, longest: Duration) -> usize {
        let db = &*self.0;
        db.closing.send_replace(true);
        drop(db.probes.lock().take());
        let replicas = db.replicas.all().iter();
        let replicas = join_all(replicas.map(|replica| replica.pool.close(longest)));
        let beside = async {
            match db.beside.get() {
                Some(pool) => pool.close(longest).await,
                None => 0,
            }
        };
        let (primary, beside, replicas) = join3(db.primary.close(longest), beside, replicas).await;
        let left = primary + beside + replicas.into_iter().sum::<usize>();
        let goodbye = if left == 0 { GOODBYE } else { Duration::ZERO };
        db.driver.shut_down(goodbye).await;
        left
    }
}

/// What came of a [`probe`](Db::probe).
pub type Check = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Inner {
    /// Something was written for the request at hand, or may have been: it is in no replica yet,
    /// and cannot be taken back.
    pub(super) fn remember<T>(&self, outcome: &Result<T, Error>) {
        if matches!(outcome, Err(error) if error.is_without_effect()) {
            return;
        }
        if let Some(context) = RequestContext::current() {
            context.note_effect();
            if outcome.is_err() {
                context.note_doubt();
            }
        }
        if self.replicas.all().is_empty() {
            return;
        }
        if let Some(writer) = self.writes.current() {
            self.writes.remember(writer, Clock::system().now());
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").finish_non_exhaustive()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").finish_non_exhaustive()
    }
}
