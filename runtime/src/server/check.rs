//! What a service needs to be ready: looked at in the background, told from memory.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use metrics::Gauge;

use crate::clock::Clock;
use crate::observe::catalogue::READY_CHECK;
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

    /// Looks at it again and again.
    pub(crate) async fn go_on(self) {
        loop {
            self.look(LONGEST).await;
            Clock::system().sleep(INTERVAL).await;
        }
    }

    async fn look(&self, longest: Duration) {
        let found = match within(longest, (self.0.look)()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(reason)) => Err(reason.to_string()),
            Err(Late) => Err(format!("no answer within {longest:?}")),
        };
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

    #[tokio::test]
    async fn a_look_that_hangs_is_a_failed_one() {
        let check = Check::new("hanging", std::future::pending::<Result<(), Reason>>);
        check.look(Duration::ZERO).await;
        assert!(!check.is_well());
        assert_eq!(check.0.state.load(Ordering::Relaxed), PATIENCE);
    }
}
