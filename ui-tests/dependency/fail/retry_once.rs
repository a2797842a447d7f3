//! The first attempt is one of them.
//! Breaks: `a_retry_is_a_second_attempt`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, retry = "1")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
