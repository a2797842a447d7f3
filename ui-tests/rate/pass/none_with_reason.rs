//! Every option that can be done without says no in the same words.
//! Keeps: `no_has_a_reason`.
use hardpoint::prelude::*;

#[endpoint(
    post = "/order",
    timeout = "none because:it streams events",
    rate = "none because:only the gateway calls it",
    concurrency = "none because:it does no work of its own",
    cache = "none because:it changes with every call",
    idempotent = "none because:to repeat it does no harm",
    deprecated = "none because:this one stays",
    sunset = "none because:this one stays",
    slo = "none because:nobody waits for it"
)]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
