//! What is it made of?
//! Breaks: `an_option_has_a_value`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
