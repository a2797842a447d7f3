//! What is cut off has failed already.
//! Breaks: `a_slow_attempt_is_not_cut_off`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(attempt = "500ms", breaker = "50%/30s slow:1s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
