//! No time is enough for nothing.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "0s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
