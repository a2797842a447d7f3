//! There are no degrees of it.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", on_start = true)]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
