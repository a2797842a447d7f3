//! It is called from safe code.
//! Breaks: `a_dependency_has_no_qualifiers`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
async unsafe fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
