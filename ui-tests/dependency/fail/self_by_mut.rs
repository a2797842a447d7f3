//! The first attempt would have changed it.
//! Breaks: `each_attempt_has_the_same_self`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

struct Stock;

impl Stock {
    #[dependency(idempotent)]
    async fn count(&mut self, sku: &str) -> Result<usize, DependencyError> {
        Ok(sku.len())
    }

    async fn noted(self, sku: &str, _: DependencyError) -> Result<usize, DependencyError> {
        Ok(sku.len())
    }
}

fn main() {}
