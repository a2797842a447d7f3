//! How many are too many?
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "30s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
