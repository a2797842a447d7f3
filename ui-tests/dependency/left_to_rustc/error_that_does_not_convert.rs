//! It is said once, where it is.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    let count: u32 = sku.parse()?;
    Ok(count as usize)
}

fn main() {}
