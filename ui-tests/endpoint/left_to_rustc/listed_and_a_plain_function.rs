//! The attribute is missing above the function.
use hardpoint::prelude::*;

async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = endpoints![order];
}
