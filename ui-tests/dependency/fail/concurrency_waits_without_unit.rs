//! Nobody knows which unit a bare number means.
//! Breaks: `a_duration_has_its_unit`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(concurrency = "32 wait:50")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
