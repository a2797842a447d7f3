//! What has no route is mounted by hand.
use hardpoint::prelude::*;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = endpoints![order];
}
