//! Background jobs: what is due runs, once at a time, and ends in time.
//!
//! [`schedule`] decides when, as pure functions. Each job has a [`runner::Runner`], which waits,
//! claims and watches; a run has a [`thread`] of its own. [`Crew`] is all of them, and how they end.

mod argument;
mod claims;
mod crew;
mod listed;
mod meters;
mod outcome;
mod run;
mod runner;
mod schedule;
mod state;
mod thread;

pub(crate) use argument::Values;
pub use argument::{JobArgument, Taking, given};
pub(crate) use claims::Claims;
pub(crate) use crew::{Crew, Makings};
pub(crate) use listed::Entry;
pub use listed::Jobs;
pub use outcome::{Begun as JobBegun, JobError, JobOutcome, begun};
pub use run::JobRun;

/// A function under [`#[job]`](macro@crate::job), as a type of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no job\n\
               help: write `#[job(every = \"1h\")]` above the function",
    label = "nothing says how often this runs"
)]
pub trait Job: 'static {
    /// All that its attribute says.
    #[doc(hidden)]
    const SAID: SaidOfJob;

    /// A run that is still to be polled; nothing where an argument is missing.
    #[doc(hidden)]
    fn begin(taking: &mut Taking<'_>) -> Option<JobBegun>;
}

/// What a job says, and where.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct SaidOfJob {
    /// [As the vocabulary writes it](hardpoint_policy::JobSpec::written).
    text: &'static str,
    module: &'static str,
}

impl SaidOfJob {
    #[must_use]
    pub const fn new(text: &'static str, module: &'static str) -> Self {
        Self { text, module }
    }
}
