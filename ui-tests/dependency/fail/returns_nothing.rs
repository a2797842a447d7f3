//! Nobody could see it fail.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) {
    let _ = sku;
}

fn main() {}
