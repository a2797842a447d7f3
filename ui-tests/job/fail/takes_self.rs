//! There is no value to call it on.
//! Breaks: `a_job_takes_no_self`.
use hardpoint::job;

struct Carts;

impl Carts {
    #[job(every = "1h")]
    async fn cleanup(&self) {}
}

fn main() {
    let _ = Carts;
}
