//! What others call half open is probes.
//! Breaks: `a_word_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(breaker = "50%/30s half_open:5")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
