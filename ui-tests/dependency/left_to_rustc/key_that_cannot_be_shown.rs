//! It goes along as text.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key = (sku, 1))]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
