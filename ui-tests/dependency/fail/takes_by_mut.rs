//! The first attempt would have changed it.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent)]
async fn stock(seen: &mut Vec<String>) -> Result<usize, DependencyError> {
    Ok(seen.len())
}

fn main() {}
