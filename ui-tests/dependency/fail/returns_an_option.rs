//! What is wrong is not said.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> Option<usize> {
    Some(sku.len())
}

fn main() {}
