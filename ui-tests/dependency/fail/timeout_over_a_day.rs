//! Nobody waits for so long.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "25h")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
