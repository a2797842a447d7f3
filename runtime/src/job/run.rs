//! What a job knows of the run that it is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::JobSpec;
use tokio::sync::watch;

use super::outcome::Cut;
use crate::clock::Clock;
use crate::context::{Deadline, RequestId};

/// What a job knows of the run that it is: an argument of a function under
/// [`#[job]`](macro@crate::job).
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::JobRun;
///
/// #[job(every = "1h", timeout = "10m")]
/// async fn tidy(run: JobRun) -> Result<(), std::io::Error> {
///     for entry in std::fs::read_dir("/var/spool/shop")? {
///         // What blocks cannot be ended from outside: it asks.
///         if run.is_over() {
///             break;
///         }
///         std::fs::remove_file(entry?.path())?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct JobRun(Arc<Parts>);

struct Parts {
    spec: Arc<JobSpec>,
    id: RequestId,
    due: Duration,
    deadline: Deadline,
    told: watch::Receiver<Option<Cut>>,
}

impl JobRun {
    pub(super) fn new(
        spec: &Arc<JobSpec>,
        due: Duration,
        clock: &Clock,
        told: watch::Receiver<Option<Cut>>,
    ) -> Self {
        let at = clock.now().after(spec.limit().to_std());
        Self(Arc::new(Parts {
            spec: Arc::clone(spec),
            id: RequestId::generate(clock),
            due,
            deadline: Deadline::new(Some(at), clock.clone()),
            told,
        }))
    }

    /// What the job is called.
    pub fn job(&self) -> &str {
        &self.0.spec.name
    }

    /// The run's id, a version 7 UUID, as in its line in the log.
    pub fn id(&self) -> &RequestId {
        &self.0.id
    }

    /// The moment at which the run was due, without jitter, since the Unix epoch.
    pub fn due(&self) -> Duration {
        self.0.due
    }

    /// A number that no other run of the job has where instances share a store, and that later runs
    /// have a higher one than: [`due`](Self::due) in milliseconds.
    ///
    /// A process can stand still in the middle of a write, for longer than its lease, and go on when
    /// another has taken its place. Whoever writes this beside the data, and only where what stands
    /// there is not higher, keeps such a write out. The clocks of instances may disagree: by as
    /// much as a period, and a run can have a lower number than one before it, and is kept out.
    pub fn fence(&self) -> u64 {
        u64::try_from(self.0.due.as_millis()).unwrap_or(u64::MAX)
    }

    /// Until when the run must have ended.
    pub fn deadline(&self) -> &Deadline {
        &self.0.deadline
    }

    /// Whether the run should have ended: its time is over, or the process ends. What waits is
    /// ended then; what computes or blocks asks this now and then, and returns.
    pub fn is_over(&self) -> bool {
        self.told().is_some()
    }

    /// Why it should have ended.
    pub(super) fn told(&self) -> Option<Cut> {
        if self.0.told.has_changed().is_err() {
            // Nobody watches over it any more.
            return Some(Cut::Drain);
        }
        let late = self.0.deadline.has_passed().then_some(Cut::Late);
        (*self.0.told.borrow()).or(late)
    }
}

impl fmt::Debug for JobRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobRun")
            .field("job", &self.0.spec.name)
            .field("id", &self.0.id)
            .finish_non_exhaustive()
    }
}
