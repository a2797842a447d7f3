//! How often is a decision.
//! Breaks: `a_job_says_how_often`.
use hardpoint::{Hardpoint, job, jobs};

#[job(timeout = "10m")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
