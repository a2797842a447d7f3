//! In the implementation of a trait nothing stands beside a function that is no part of the trait.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

trait Count {
    fn count() -> impl Future<Output = Result<usize, DependencyError>> + Send;
}

struct Stock;

impl Count for Stock {
    #[dependency]
    async fn count() -> Result<usize, DependencyError> {
        Ok(0)
    }
}

fn main() {}
