//! Everything ends.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "none because:it is fast")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
