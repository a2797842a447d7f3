//! It would close as it opens.
//! Breaks: `a_breaker_can_open_and_close`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%/30s max:0s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
