//! It is, or it is not.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent = true)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
