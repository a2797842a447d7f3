//! Nobody knows what the word is to say.
//! Breaks: `a_word_is_known`.
use hardpoint::{Hardpoint, job, jobs};

#[job(every = "1h", timeout = "2h", overlap = "allow")]
async fn cleanup() {}

fn main() {
    let _ = Hardpoint::builder().jobs(jobs![cleanup]);
}
