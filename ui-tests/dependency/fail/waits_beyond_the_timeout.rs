//! Waits leave no time for what they are waited for.
//! Breaks: `every_attempt_ends_before_the_timeout`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s", idempotent, retry = "3 base:1s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
