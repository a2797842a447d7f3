//! A bare number may be one of a hundred, or of one.
//! Breaks: `a_breaker_has_a_share_and_a_window`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50/30s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
