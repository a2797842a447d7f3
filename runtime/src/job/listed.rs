//! The jobs of a service, listed with `jobs![…]`.

use std::any::TypeId;
use std::fmt;

use super::outcome::Begun;
use super::{Job, Taking};

/// A list of jobs, made by [`jobs!`](crate::jobs).
#[derive(Clone, Default)]
pub struct Jobs(Vec<Entry>);

/// Lists jobs for [`Builder::jobs`](crate::Builder::jobs).
///
/// ```
/// use hardpoint::prelude::*;
///
/// #[job(every = "1h")]
/// async fn cleanup() {}
///
/// #[job(every = "24h", timeout = "1h")]
/// async fn report() {}
///
/// let builder = Hardpoint::builder().jobs(jobs![cleanup, report]);
/// ```
#[macro_export]
macro_rules! jobs {
    ($($job:expr),* $(,)?) => {
        $crate::Jobs::default()$(.and_job($job))*
    };
}

impl Jobs {
    /// These, and one more.
    #[must_use]
    pub fn and_job<J: Job>(mut self, _job: J) -> Self {
        self.0.push(Entry {
            id: TypeId::of::<J>(),
            text: J::SAID.text,
            module: J::SAID.module,
            begin: J::begin,
        });
        self
    }

    /// These, and then those of `other`.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.0
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// One job with its type erased.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) id: TypeId,
    /// [As the vocabulary writes it](hardpoint_policy::JobSpec::written).
    pub(crate) text: &'static str,
    pub(crate) module: &'static str,
    pub(super) begin: fn(&mut Taking<'_>) -> Option<Begun>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.lines().next().unwrap_or_default())
    }
}
