//! A misspelt option would be a promise that nobody keeps.
//! Breaks: `an_option_is_known`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", jiter = "1m")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
