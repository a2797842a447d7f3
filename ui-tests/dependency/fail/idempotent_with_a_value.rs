//! It is, or it is not.
//! Breaks: `to_be_repeatable_is_a_flag`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent = true)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
