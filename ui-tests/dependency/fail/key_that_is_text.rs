//! One call would pass for another.
//! Breaks: `a_key_is_made_of_what_the_call_is_about`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key = "charge")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
