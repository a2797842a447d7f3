//! A type of that name is no endpoint.
//! Breaks: `what_is_listed_has_a_route`.
use hardpoint::prelude::*;

struct Order;

fn main() {
    let _ = endpoints![Order];
}
