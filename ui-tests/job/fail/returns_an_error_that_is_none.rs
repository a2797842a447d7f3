//! What has failed is logged.
//! Breaks: `a_job_returns_nothing_or_an_error`.
use hardpoint::{Hardpoint, job, jobs};

struct Why;

#[job(every = "1h")]
async fn cleanup() -> Result<(), Why> {
    Err(Why)
}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
