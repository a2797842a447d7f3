//! Whoever reads it should know why.
//! Breaks: `what_is_done_without_has_a_reason`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "none")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
