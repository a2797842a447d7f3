//! It is said once, where it is.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku)
}

fn main() {}
