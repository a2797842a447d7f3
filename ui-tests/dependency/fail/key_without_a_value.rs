//! What is it made of?
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
