//! Who is charged twice has paid twice.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(retry = "3")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
