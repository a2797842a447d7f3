//! There may be several.
//! Breaks: `calls_lists_functions`.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

#[endpoint(get = "/count", calls = stock)]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
