//! What comes of a run.

use std::error::Error;
use std::fmt;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

/// Why a run has failed.
pub(super) type Reason = Box<dyn Error + Send + Sync>;

/// What a job may return: nothing, or `Result<(), E>`, where `E` is an error, or text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a job can return\n\
               help: return nothing, or `Result<(), E>` with an `E` that implements `std::error::Error`, `Send` and `Sync`",
    label = "nobody would read this"
)]
pub trait JobOutcome {
    #[doc(hidden)]
    fn read(self) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl JobOutcome for () {
    fn read(self) -> Result<(), Reason> {
        Ok(())
    }
}

impl<E: JobError> JobOutcome for Result<(), E> {
    fn read(self) -> Result<(), Reason> {
        self.map_err(JobError::reason)
    }
}

/// Why a job fails: an error that can be sent to another thread, or text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say why a job has failed",
    label = "there is nothing to log of this",
    note = "help: implement `std::error::Error` for it, with `Send` and `Sync`, or return `Result<(), String>`"
)]
pub trait JobError {
    #[doc(hidden)]
    fn reason(self) -> Box<dyn Error + Send + Sync>;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Reason>> JobError for E {
    fn reason(self) -> Reason {
        self.into()
    }
}

/// A run that is still to be polled.
#[doc(hidden)]
pub struct Begun(pub(super) LocalBoxFuture<'static, Result<(), Reason>>);

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Begun")
    }
}

/// The run of a function.
#[doc(hidden)]
pub fn begun<F: Future<Output: JobOutcome> + 'static>(run: F) -> Begun {
    Begun(run.map(JobOutcome::read).boxed_local())
}

/// How a run has ended.
#[derive(Debug)]
pub(super) enum Outcome {
    Succeeded,
    Failed(Reason),
    Panicked,
    /// Its time was over.
    TimedOut,
    /// The process ends.
    Cut,
}

impl Outcome {
    /// Every word for one.
    pub(super) const WORDS: [&str; 5] = ["succeeded", "failed", "panicked", "timed_out", "cut"];

    /// Its place among the words.
    pub(super) fn index(&self) -> usize {
        match self {
            Self::Succeeded => 0,
            Self::Failed(_) => 1,
            Self::Panicked => 2,
            Self::TimedOut => 3,
            Self::Cut => 4,
        }
    }

    /// The word for it.
    pub(super) fn as_str(&self) -> &'static str {
        Self::WORDS[self.index()]
    }
}

/// Why a run is ended before it has ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Its time is over.
    Late,
    /// The process ends.
    Drain,
}

impl From<Cut> for Outcome {
    fn from(why: Cut) -> Self {
        match why {
            Cut::Late => Self::TimedOut,
            Cut::Drain => Self::Cut,
        }
    }
}

/// Why a run that was due has not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skipped {
    /// Another run of the job goes on.
    Overlap,
    /// Another instance has run it in this period.
    Elsewhere,
    /// The store that instances share is away.
    StoreAway,
    /// The clock went past it while the process stood still.
    Missed,
}

impl Skipped {
    pub(super) const ALL: [Self; 4] = [
        Self::Overlap,
        Self::Elsewhere,
        Self::StoreAway,
        Self::Missed,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Elsewhere => "elsewhere",
            Self::StoreAway => "store_away",
            Self::Missed => "missed",
        }
    }
}
