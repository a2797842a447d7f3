//! The last of the attempts would never be made.
//! Breaks: `every_attempt_ends_before_the_timeout`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s", attempt = "800ms", idempotent, retry = "3 base:100ms")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
