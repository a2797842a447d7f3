//! Who waited for the whole of the timeout has no time left.
//! Breaks: `waiting_for_a_turn_ends_before_the_timeout`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "2s", concurrency = "32 wait:2s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
