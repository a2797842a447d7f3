//! A percentile has a `p`.
//! Breaks: `a_hedge_waits_for_most`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, hedge = "95%")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
