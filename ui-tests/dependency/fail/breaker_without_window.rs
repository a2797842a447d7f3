//! A share of what, in which time?
//! Breaks: `a_breaker_has_a_share_and_a_window`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
