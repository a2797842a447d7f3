//! What is not known would not be kept.
//! Breaks: `an_option_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(colour = "red")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
