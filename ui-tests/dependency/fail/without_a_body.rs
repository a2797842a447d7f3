//! Whoever implements it is who calls.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

trait Stock {
    #[dependency]
    async fn count(&self, sku: &str) -> Result<usize, DependencyError>;
}

fn main() {}
