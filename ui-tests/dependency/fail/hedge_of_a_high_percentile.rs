//! Nobody is slower than all.
//! Breaks: `a_hedge_waits_for_most`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, hedge = "p99.9")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
