//! What waits for nobody needs no guard.
//! Breaks: `a_dependency_is_an_async_function`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
