//! There are never as many at once.
//! Breaks: `a_half_open_breaker_has_a_bound`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%/30s probes:8", concurrency = "4")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
