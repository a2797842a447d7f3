//! It is called from safe code.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async unsafe fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
