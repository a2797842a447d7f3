//! It is said once, where it is.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    let = sku;
    Ok(1)
}

fn main() {}
