//! It is called by Rust's own convention.
//! Breaks: `a_dependency_has_no_qualifiers`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async extern "C" fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
