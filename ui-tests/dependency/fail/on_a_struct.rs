//! There is nothing to call.
//! Breaks: `a_dependency_is_an_async_function`.
use hardpoint::dependency;

#[dependency]
struct Stock;

fn main() {}
