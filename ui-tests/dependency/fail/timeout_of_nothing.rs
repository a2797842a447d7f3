//! No time is enough for nothing.
//! Breaks: `a_call_leaves_time_to_call`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "0s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
