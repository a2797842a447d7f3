//! Two at once are two.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(hedge = "p95")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
