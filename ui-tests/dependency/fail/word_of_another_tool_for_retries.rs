//! It has another name here.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, max_retries = 3)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
