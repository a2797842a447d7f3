//! Each that repeats is told.
//! Breaks: `only_what_is_repeatable_is_repeated`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(retry = "3", hedge = "p95")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
