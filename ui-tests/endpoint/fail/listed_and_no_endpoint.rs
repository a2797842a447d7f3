//! A type of that name is no endpoint.
use hardpoint::prelude::*;

struct Order;

fn main() {
    let _ = endpoints![Order];
}
