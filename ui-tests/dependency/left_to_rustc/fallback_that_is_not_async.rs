//! It is awaited.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(fallback = cached)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn cached(sku: &str, _: DependencyError) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
