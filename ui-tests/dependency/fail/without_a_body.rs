//! Whoever implements it is who calls.
//! Breaks: `a_dependency_is_an_async_function`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

trait Stock {
    #[dependency]
    async fn count(&self, sku: &str) -> Result<usize, DependencyError>;
}

fn main() {}
