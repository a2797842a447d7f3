//! The first attempt would have changed it.
//! Breaks: `each_attempt_has_arguments_of_its_own`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent)]
async fn stock(seen: &mut Vec<String>) -> Result<usize, DependencyError> {
    Ok(seen.len())
}

fn main() {}
