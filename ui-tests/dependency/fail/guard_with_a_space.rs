//! A guard is a label of metrics.
//! Breaks: `a_dependency_has_a_name`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(guard = "payments eu")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
