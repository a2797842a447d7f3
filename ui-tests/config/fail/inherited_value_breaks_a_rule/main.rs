//! Values that are right by themselves, and wrong beside what the endpoint says.
//! Breaks: `unsafe_methods_are_cached_only_if_idempotent`, `waiting_ends_before_the_timeout`.
use hardpoint::prelude::*;

#[endpoint(get = "/a", concurrency = "4 queue:8 wait:2s")]
async fn default_and_own() -> &'static str {
    "a"
}

#[endpoint(post = "/b", policy = "stored")]
async fn policy_and_route() -> &'static str {
    "b"
}

#[endpoint(get = "/c", policy = "waiting")]
async fn policy_and_default() -> &'static str {
    "c"
}

#[endpoint(get = "/d", policy = "waiting", timeout = "500ms")]
async fn policy_and_own() -> &'static str {
    "d"
}

fn main() {
    let _ = (default_and_own, policy_and_route, policy_and_default, policy_and_own);
}
