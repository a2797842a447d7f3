//! Nothing says how often it runs.
//! Breaks: `a_job_listed_is_a_job`.
use hardpoint::{Hardpoint, jobs};

async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
