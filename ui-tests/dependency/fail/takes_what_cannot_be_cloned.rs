//! Each attempt needs its own.
//! Breaks: `each_attempt_has_arguments_of_its_own`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent)]
async fn stock(sku: Sku) -> Result<usize, DependencyError> {
    Ok(sku.0.len())
}

struct Sku(String);

fn main() {}
