//! It is Rust.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key = order +)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
