//! Nobody knows which unit a bare number means.
//! Breaks: `a_duration_has_its_unit`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "60")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
