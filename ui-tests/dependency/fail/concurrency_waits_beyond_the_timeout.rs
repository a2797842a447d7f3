//! No time would be left to call.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s", concurrency = "32 wait:3s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
