//! It is called from safe code.
//! Breaks: `a_job_has_no_qualifiers`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h")]
async unsafe fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
