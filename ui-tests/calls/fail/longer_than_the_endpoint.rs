//! It would be cut off.
//! Breaks: `a_call_ends_before_the_endpoint`.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

#[endpoint(get = "/count", timeout = "5s", calls = [stock])]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
