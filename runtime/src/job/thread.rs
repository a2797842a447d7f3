//! The thread of one run: whatever a job does there, no request waits for it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};
use tokio::task::LocalSet;

use super::argument::{Taking, Values};
use super::outcome::{Begun, Cut, Outcome};
use super::{Entry, JobRun};
use crate::observe::job_span;

/// Begins a run, and tells what came of it. What it has spawned on its thread ends with it.
pub(super) fn begin(
    entry: Entry,
    values: &Arc<Values>,
    run: JobRun,
    told: watch::Receiver<Option<Cut>>,
) -> io::Result<oneshot::Receiver<Outcome>> {
    let (tell, ended) = oneshot::channel();
    let values = Arc::clone(values);
    let runtime = Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new()
        .name(format!("job {}", run.job()))
        .spawn(move || {
            let _inside = job_span(run.job(), run.id()).entered();
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let tasks = LocalSet::new();
                let mut taking = Taking::new(&values, &run);
                let outcome = match (entry.begin)(&mut taking) {
                    Some(begun) => tasks.block_on(&runtime, to_its_end(begun, &run, told)),
                    // The service has not started without it.
                    None => Outcome::Failed("an argument is missing".into()),
                };
                drop(tasks);
                // It waits for nothing that blocks.
                runtime.shutdown_background();
                outcome
            }));
            let _ = tell.send(outcome.unwrap_or(Outcome::Panicked));
        })?;
    Ok(ended)
}

/// Runs until it has ended, or is told to; that is looked at before each of its steps, so that a
/// process that stood still beyond a run's time takes no step more.
async fn to_its_end(begun: Begun, run: &JobRun, mut told: watch::Receiver<Option<Cut>>) -> Outcome {
    let mut work = begun.0;
    let mut told = pin!(async move {
        let _ = told.wait_for(Option::is_some).await;
    });
    std::future::poll_fn(|context| {
        let is_told = told.as_mut().poll(context).is_ready();
        if let Some(why) = run.told() {
            return Poll::Ready(Outcome::from(why));
        }
        if is_told {
            return Poll::Ready(Outcome::Cut);
        }
        work.as_mut().poll(context).map(|ended| match ended {
            Ok(()) => Outcome::Succeeded,
            Err(reason) => Outcome::Failed(reason),
        })
    })
    .await
}
