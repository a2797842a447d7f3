//! Two at once are twice the load.
//! Breaks: `a_hedge_waits_for_most`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, hedge = "0s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
