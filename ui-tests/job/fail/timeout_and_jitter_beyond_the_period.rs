//! A run that begins late ends late.
//! Breaks: `a_run_ends_before_the_next_is_due`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", timeout = "55m", jitter = "10m")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
