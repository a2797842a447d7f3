//! Two runs would change places.
//! Breaks: `jitter_is_shorter_than_the_period`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", jitter = "1h")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
