//! Nothing is said of it.
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;

#[dependency(timeout = "10s")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

async fn plain() {}

#[endpoint(get = "/count", calls = [plain])]
async fn count() -> String {
    String::new()
}

fn main() {
    let _ = endpoints![count];
}
