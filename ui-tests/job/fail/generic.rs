//! A period leads to one function.
//! Breaks: `a_job_has_no_type_parameters`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h")]
async fn cleanup<T>() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
