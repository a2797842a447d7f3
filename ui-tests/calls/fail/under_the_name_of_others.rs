//! It has another name here.
//! Breaks: `an_option_is_known`.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

#[endpoint(get = "/count", dependencies = [stock])]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
