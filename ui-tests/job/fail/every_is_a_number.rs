//! A number has no unit.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = 60)]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
