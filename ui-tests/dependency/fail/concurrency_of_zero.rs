//! Where no call may go on, none is made.
//! Breaks: `a_bulkhead_lets_somebody_call`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(concurrency = "0")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
