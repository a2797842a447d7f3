//! No time is enough for nothing.
//! Breaks: `a_run_leaves_time_to_run`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", timeout = "0s")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
