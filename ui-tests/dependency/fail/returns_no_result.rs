//! Nobody could see it fail.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> usize {
    sku.len()
}

fn main() {}
