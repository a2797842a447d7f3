//! Every option, every argument and every answer of a job.
//! Keeps: `a_job_is_an_async_function`, `a_job_has_no_qualifiers`, `a_job_takes_no_self`,
//! Keeps: `a_job_has_no_type_parameters`, `a_job_takes_what_the_service_shares`,
//! Keeps: `a_job_returns_nothing_or_an_error`, `a_job_says_how_often`, `a_job_listed_is_a_job`,
//! Keeps: `a_period_is_a_second_at_least`, `a_run_leaves_time_to_run`,
//! Keeps: `jitter_is_shorter_than_the_period`, `a_run_ends_before_the_next_is_due`.
#![deny(warnings, missing_docs)]

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use actix_web::web::Data;
use hardpoint::JobRun;
use hardpoint::prelude::*;

/// What jobs share.
pub struct Carts;

/// An error of its own.
#[derive(Debug)]
pub struct Empty;

impl fmt::Display for Empty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("empty")
    }
}

impl Error for Empty {}

/// The least that a job can say.
#[job(every = "1s")]
pub async fn least() {}

/// Every option.
#[job(
    every = "1h",
    timeout = "90m",
    jitter = "59m",
    overlap = "skip",
    on_start,
    per = "instance",
    name = "every-option.v2"
)]
pub async fn most(carts: Data<Carts>, names: Data<Arc<str>>, run: JobRun) -> Result<(), Empty> {
    let _ = (carts, names, run.fence(), run.is_over());
    Err(Empty)
}

/// Texts and boxes are errors, too.
#[job(every = "1h", timeout = "1h")]
async fn text() -> Result<(), String> {
    Err("no paper".to_owned())
}

#[job(every = "1h", timeout = "55m", jitter = "5m")]
async fn boxed(#[cfg(any())] absent: Absent, mut run: JobRun) -> Result<(), Box<dyn Error + Send + Sync>> {
    run = run.clone();
    let _ = run;
    Ok(())
}

/// Nothing of it needs to be sent to another thread.
#[job(every = "24h")]
async fn local(carts: Data<Carts>) {
    let held = std::rc::Rc::new(carts);
    std::future::ready(()).await;
    drop(held);
}

mod elsewhere {
    /// Jobs are listed by their paths.
    #[hardpoint::job(every = "168h")]
    pub(crate) async fn weekly() {}
}

fn main() {
    let _ = Hardpoint::builder()
        .app_data(Carts)
        .app_data(Arc::<str>::from("carts"))
        .jobs(jobs![least, most, text, boxed, elsewhere::weekly])
        .job(local);
    // Its function is called in unit tests.
    let _ = least::handler();
}
