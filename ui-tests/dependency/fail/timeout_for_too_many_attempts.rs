//! Three attempts take some time, although nobody has said three.
//! Breaks: `every_attempt_ends_before_the_timeout`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2ms", idempotent)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
