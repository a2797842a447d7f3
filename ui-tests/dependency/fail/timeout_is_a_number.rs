//! Of what?
//! Breaks: `an_option_has_a_value_of_its_kind`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = 5)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
