//! What others call a factor is always two.
//! Breaks: `a_word_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, retry = "3 factor:2")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
