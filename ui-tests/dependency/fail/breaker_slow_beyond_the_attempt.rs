//! It is cut off before.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(attempt = "1s", breaker = "50%/30s slow:2s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
