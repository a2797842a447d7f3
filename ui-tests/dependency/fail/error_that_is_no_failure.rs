//! Nothing says what to make of it.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> Result<usize, String> {
    Ok(sku.len())
}

fn main() {}
