//! An attempt is cut off with its call.
//! Breaks: `an_attempt_ends_before_the_timeout`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "1s", attempt = "2s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
