//! All that is wrong is told at once.
//! Breaks: `a_period_is_a_second_at_least`, `an_option_is_known`, `a_job_is_an_async_function`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "0s", timeot = "5m")]
fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
