//! Whom?
//! Breaks: `an_option_has_a_value`.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

#[endpoint(get = "/count", calls)]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
