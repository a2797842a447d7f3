//! Each attempt needs its own.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent)]
async fn stock(sku: Sku) -> Result<usize, DependencyError> {
    Ok(sku.0.len())
}

struct Sku(String);

fn main() {}
