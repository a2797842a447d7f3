//! It is gone when the fallback is asked.
//! Breaks: `each_attempt_has_the_same_self`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

struct Stock;

impl Stock {
    #[dependency(fallback = Self::noted)]
    async fn count(self, sku: &str) -> Result<usize, DependencyError> {
        Ok(sku.len())
    }

    async fn noted(self, sku: &str, _: DependencyError) -> Result<usize, DependencyError> {
        Ok(sku.len())
    }
}

fn main() {}
