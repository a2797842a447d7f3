//! What is wrong is not said.
//! Breaks: `a_dependency_returns_a_result`.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> Option<usize> {
    Some(sku.len())
}

fn main() {}
