//! Nothing says what to make of it.
//! Breaks: `a_dependency_fails_with_what_a_guard_can_tell`.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> Result<usize, String> {
    Ok(sku.len())
}

fn main() {}
