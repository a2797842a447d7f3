//! What is waited for no time is no wait.
//! Breaks: `a_wait_takes_some_time`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(concurrency = "32 wait:0ms")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
