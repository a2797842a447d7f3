//! It takes the same, and then the error.
//! Breaks: `a_fallback_stands_in_for_the_function`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(fallback = cached)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

async fn cached(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
