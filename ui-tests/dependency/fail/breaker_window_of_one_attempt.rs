//! One slow attempt would fill the window.
//! Breaks: `a_breaker_sees_more_than_one_attempt`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(attempt = "5s", breaker = "50%/8s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
