//! Nobody would read it.
//! Breaks: `a_job_returns_nothing_or_an_error`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h")]
async fn cleanup() -> u64 {
    0
}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
