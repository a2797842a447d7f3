//! A day is written in hours.
//! Breaks: `a_duration_has_its_unit`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1d")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
