//! It runs when it is called.
//! Breaks: `a_dependency_has_no_qualifiers`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
const async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
