//! What a service needs to be ready: looked at in the background, told from memory.

use std::error::Error;
use std::fmt;
use std::future::{Future, pending};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use metrics::Gauge;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::observe::catalogue::READY_CHECK;
use crate::threads::Threads;
use crate::within::{Late, within};

/// How long a look may take.
const LONGEST: Duration = Duration::from_secs(1);
/// How long there is between one look and the next.
const INTERVAL: Duration = Duration::from_secs(2);
/// How many looks in a row have to fail until something that was well is not.
const PATIENCE: u8 = 3;

/// Something that a service needs, under a name.
#[derive(Clone)]
pub(crate) struct Check(Arc<Inner>);

struct Inner {
    name: String,
    look: Box<dyn Fn() -> BoxFuture<'static, Result<(), Reason>> + Send + Sync>,
    /// One of the states below.
    state: AtomicU8,
    well: Gauge,
}

type Reason = Box<dyn Error + Send + Sync>;

/// A look that is under way.
type Looking = JoinHandle<Result<(), Reason>>;

/// Nobody has looked yet.
const UNKNOWN: u8 = u8::MAX;

impl Check {
    /// `look` fails where the thing is not there.
    pub(crate) fn new<F, E>(name: &str, look: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Reason>,
    {
        let well = READY_CHECK.early_gauge([name]);
        well.set(0.0);
        Self(Arc::new(Inner {
            name: name.to_owned(),
            look: Box::new(move || {
                let look = look();
                Box::pin(async move { look.await.map_err(Into::into) })
            }),
            state: AtomicU8::new(UNKNOWN),
            well,
        }))
    }

    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it was well when it was last looked at, or has only just begun not to be.
    pub(crate) fn is_well(&self) -> bool {
        self.0.state.load(Ordering::Relaxed) < PATIENCE
    }

    /// Looks at all of them, again and again, for as long as it is polled.
    pub(super) fn look_on(checks: &[Self]) -> io::Result<impl Future<Output = ()>> {
        let checks = checks.to_vec();
        // One thread for each: a look that blocks its own delays no other, nor anybody else.
        let lookers = match checks.len() {
            0 => None,
            several => Some(Threads::start("hardpoint-checks", several)?),
        };
        Ok(async move {
            match lookers {
                Some(lookers) => {
                    join_all(checks.iter().map(|check| check.go_on(&lookers))).await;
                }
                None => pending().await,
            }
        })
    }

    async fn go_on(&self, lookers: &Threads) {
        let mut looking = None;
        loop {
            self.look(lookers, &mut looking, LONGEST).await;
            Clock::system().sleep(INTERVAL).await;
        }
    }

    /// Looks, and remembers in `looking` who has not come back.
    async fn look(&self, lookers: &Threads, looking: &mut Option<Looking>, longest: Duration) {
        // One that blocks its thread is not sent another one after it.
        let before = looking.take().filter(|task| !task.is_finished());
        let mut task = before.unwrap_or_else(|| {
            let inner = Arc::clone(&self.0);
            lookers.spawn(async move { (inner.look)().await })
        });
        let found = match within(longest, &mut task).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(reason))) => Err(reason.to_string()),
            Ok(Err(_panic)) => Err("it panicked".to_owned()),
            Err(Late) => {
                task.abort();
                *looking = Some(task);
                Err(format!("no answer within {longest:?}"))
            }
        };
        self.found(found);
    }

    fn found(&self, found: Result<(), String>) {
        let before = self.0.state.load(Ordering::Relaxed);
        let now = after(before, found.is_ok());
        self.0.state.store(now, Ordering::Relaxed);
        let name = self.name();
        match (before < PATIENCE, now < PATIENCE) {
            (false, true) => {
                self.0.well.set(1.0);
                tracing::info!("`{name}` is there, which readiness waits for");
            }
            (true, false) => {
                self.0.well.set(0.0);
                let why = found.err();
                tracing::warn!(why, "`{name}` is not there: not ready");
            }
            _ if before == UNKNOWN => {
                let why = found.err();
                tracing::warn!(why, "`{name}` is not there yet: not ready");
            }
            _ => {}
        }
    }
}

/// How many looks have failed in a row, at most as many as matter.
fn after(before: u8, is_well: bool) -> u8 {
    match is_well {
        true => 0,
        // What was never seen well is not, from the first look on.
        false if before >= PATIENCE => PATIENCE,
        false => before + 1,
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check")
            .field("name", &self.0.name)
            .field("is_well", &self.is_well())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use parking_lot::Mutex;

    use super::*;

    #[test]
    fn what_was_well_is_given_patience_and_what_never_was_is_not() {
        let is_well = |looks: &[bool]| {
            let state = looks
                .iter()
                .fold(UNKNOWN, |state, look| after(state, *look));
            state < PATIENCE
        };
        assert!(!is_well(&[]));
        assert!(!is_well(&[false]));
        assert!(is_well(&[false, true]));
        assert!(is_well(&[true, false, false]));
        assert!(!is_well(&[true, false, false, false]));
        assert!(is_well(&[true, false, false, false, false, true]));
    }

    /// How it is after one look that may take so long.
    async fn is_well_after(check: &Check, longest: Duration) -> bool {
        let lookers = Threads::start("test", 1).unwrap();
        check.look(&lookers, &mut None, longest).await;
        check.is_well()
    }

    #[tokio::test]
    async fn a_look_that_hangs_is_a_failed_one() {
        let check = Check::new("hanging", pending::<Result<(), Reason>>);
        assert!(!is_well_after(&check, Duration::ZERO).await);
        assert_eq!(check.0.state.load(Ordering::Relaxed), PATIENCE);
    }

    #[tokio::test]
    async fn a_look_that_panics_is_a_failed_one() {
        let check = Check::new("panicking", || async {
            assert!(is_well(), "as checks do");
            Ok::<_, Reason>(())
        });
        assert!(!is_well_after(&check, LONGEST).await);
        let early = Check::new("early", || {
            assert!(is_well(), "before there is anything to wait for");
            std::future::ready(Ok::<_, Reason>(()))
        });
        assert!(!is_well_after(&early, LONGEST).await);
    }

    fn is_well() -> bool {
        false
    }

    #[tokio::test]
    async fn a_look_that_blocks_its_thread_is_a_failed_one_and_no_other_is_begun() {
        let (let_go, may_go) = mpsc::channel::<()>();
        let (begun, may_go) = (Arc::new(AtomicU8::new(0)), Arc::new(Mutex::new(may_go)));
        let count = Arc::clone(&begun);
        let check = Check::new("blocking", move || {
            count.fetch_add(1, Ordering::SeqCst);
            let may_go = Arc::clone(&may_go);
            async move {
                let _let_go = may_go.lock().recv();
                Ok::<_, Reason>(())
            }
        });
        let lookers = Threads::start("test", 1).unwrap();
        let mut looking = None;
        for _ in 0..3 {
            check
                .look(&lookers, &mut looking, Duration::from_millis(20))
                .await;
        }
        assert!(!check.is_well());
        assert!(begun.load(Ordering::SeqCst) <= 1);
        drop(let_go);
        while !check.is_well() {
            check.look(&lookers, &mut looking, LONGEST).await;
        }
    }
}
