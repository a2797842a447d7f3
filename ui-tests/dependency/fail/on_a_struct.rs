//! There is nothing to call.
use hardpoint::dependency;

#[dependency]
struct Stock;

fn main() {}
