//! Two guards would each count.
//! Breaks: `a_dependency_has_one_attribute`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s")]
#[dependency(idempotent)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
