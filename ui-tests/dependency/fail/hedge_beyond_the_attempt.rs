//! It has ended by then.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, attempt = "100ms", hedge = "200ms")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
