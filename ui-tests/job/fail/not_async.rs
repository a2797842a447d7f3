//! It is awaited.
//! Breaks: `a_job_is_an_async_function`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h")]
fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
