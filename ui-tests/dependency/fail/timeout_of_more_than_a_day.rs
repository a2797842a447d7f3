//! What goes on for longer than a day is no call.
//! Breaks: `a_call_is_over_in_a_day`.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(timeout = "36h")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {
    drop(stock("a-1"));
}
