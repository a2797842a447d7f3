//! One slow attempt fills it.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "10s", attempt = "5s", breaker = "50%/5s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
