//! All of them are told.
//! Breaks: `a_call_ends_before_the_endpoint`.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

mod payments {
    use super::*;

    #[dependency(timeout = "5500ms")]
    pub(crate) async fn charge() -> Result<(), DependencyError> {
        Ok(())
    }
}

#[endpoint(get = "/count", timeout = "5s", calls = [stock, payments::charge])]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
