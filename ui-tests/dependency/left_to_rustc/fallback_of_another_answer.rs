//! It answers in the place of the function.
//! Breaks: `a_fallback_stands_in_for_the_function`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(fallback = cached)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

async fn cached(sku: &str, _: DependencyError) -> Result<String, DependencyError> {
    Ok(sku.to_owned())
}

fn main() {}
