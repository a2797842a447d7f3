//! An attempt is cut off with its call.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s", attempt = "3s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
