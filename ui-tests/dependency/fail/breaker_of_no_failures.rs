//! No failures are reached at once.
//! Breaks: `a_share_is_one_of_a_hundred`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "0%/30s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
