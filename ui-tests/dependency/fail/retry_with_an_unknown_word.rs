//! A word that nobody knows is a promise that nobody keeps.
//! Breaks: `a_word_is_known`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(idempotent, retry = "3 bse:100ms")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
