//! What is due while a run goes on is skipped.
//! Breaks: `a_run_ends_before_the_next_is_due`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", timeout = "2h")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
