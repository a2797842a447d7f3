//! It is a label.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(guard = "the payments")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
