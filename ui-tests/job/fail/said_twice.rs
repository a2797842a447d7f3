//! Of two values, one would be dropped.
//! Breaks: `an_option_is_said_once`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", every = "2h")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
