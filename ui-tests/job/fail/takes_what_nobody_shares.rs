//! There is no request.
//! Breaks: `a_job_takes_what_the_service_shares`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h")]
async fn cleanup(id: u64) {
    let _ = id;
}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
