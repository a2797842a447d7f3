//! Who waits without an end is taken along.
//! Breaks: `a_call_is_over_in_a_day`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "none because:it streams")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
