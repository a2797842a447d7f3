//! Durations have four units.
//! Breaks: `a_duration_has_its_unit`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(attempt = "500msec")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
