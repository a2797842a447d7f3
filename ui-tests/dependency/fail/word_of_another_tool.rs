//! It has another name here.
//! Breaks: `an_option_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(circuit_breaker = "50%/30s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
