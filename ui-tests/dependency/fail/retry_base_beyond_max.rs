//! Waits grow from one to the other.
//! Breaks: `a_back_off_begins_below_its_longest`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, retry = "3 base:2s max:1s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
