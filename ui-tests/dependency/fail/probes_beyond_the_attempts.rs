//! Probes are fewer than what they are probed for.
//! Breaks: `a_half_open_breaker_has_a_bound`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%/30s min:4 probes:8")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
