//! What has ended needs nobody beside it.
//! Breaks: `a_hedge_begins_before_the_attempt_ends`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, attempt = "500ms", hedge = "800ms")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
