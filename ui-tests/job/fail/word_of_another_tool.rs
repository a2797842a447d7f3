//! Other tools say it in another word.
//! Breaks: `an_option_is_known`.
use hardpoint::{Hardpoint, job, jobs};

#[job(interval = "1h")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
