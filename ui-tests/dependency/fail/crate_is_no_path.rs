//! Where?
//! Breaks: `the_crate_is_a_path`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(crate = 5)]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
