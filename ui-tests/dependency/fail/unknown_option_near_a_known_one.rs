//! What is misspelt would not be kept.
//! Breaks: `an_option_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeot = "2s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
