//! A hedge is a second call of the same.
//! Breaks: `only_what_is_repeatable_is_repeated`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(hedge = "p95")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
