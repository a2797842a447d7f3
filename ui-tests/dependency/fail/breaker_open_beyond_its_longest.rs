//! It is open for longer each time, up to its longest.
//! Breaks: `a_breaker_is_open_no_longer_than_its_longest`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%/30s open:10s max:5s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
