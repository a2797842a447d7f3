//! When is that?
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, hedge = "slow")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
