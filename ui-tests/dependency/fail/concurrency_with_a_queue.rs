//! Who waits has a time, and needs no number.
//! Breaks: `a_word_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(concurrency = "32 queue:64")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
