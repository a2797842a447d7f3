//! Whoever asks that often is no client but a load.
//! Breaks: `a_retry_is_a_second_attempt`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, retry = "1000")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
