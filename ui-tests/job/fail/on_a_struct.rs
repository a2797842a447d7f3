//! Only a function can be run.
//! Breaks: `a_job_is_an_async_function`.
use hardpoint::job;

#[job(every = "1h")]
struct Cleanup;

fn main() {
    let _ = Cleanup;
}
