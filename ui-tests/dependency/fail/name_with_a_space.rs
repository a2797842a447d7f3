//! It is a label.
//! Breaks: `a_dependency_has_a_name`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(name = "the inventory")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
