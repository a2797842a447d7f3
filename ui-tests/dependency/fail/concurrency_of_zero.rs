//! Nobody could call.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(concurrency = 0)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
