//! What has no route is mounted by hand.
//! Breaks: `what_is_listed_has_a_route`.
use hardpoint::prelude::*;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = endpoints![order];
}
