//! What runs without a pause is a loop.
//! Breaks: `a_period_is_a_second_at_least`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "0s")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
