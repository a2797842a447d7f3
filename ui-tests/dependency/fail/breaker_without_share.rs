//! What opens it comes first.
//! Breaks: `a_breaker_has_a_share_and_a_window`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "min:20 open:5s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
