//! It is a function of its own.
//! Breaks: `a_fallback_is_a_function`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(fallback = |sku| async { Ok(sku.len()) })]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
