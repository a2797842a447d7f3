//! Nobody could see it fail.
//! Breaks: `a_dependency_returns_a_result`.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) {
    let _ = sku;
}

fn main() {}
