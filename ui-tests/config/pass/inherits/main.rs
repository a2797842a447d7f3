//! The attribute goes before the policy, the policy before the defaults, option by option.
//! Keeps: `the_file_is_toml`, `a_table_is_known`, `an_option_stands_in_a_table`.
//! Keeps: `an_option_suits_its_table`, `a_policy_has_a_name`, `a_requirement_is_true_or_false`.
//! Keeps: `a_flag_is_true_or_text`, `no_is_said_to_a_yes`, `a_policy_is_declared`.
use std::borrow::Cow;

use hardpoint::__private::Endpoint;
use hardpoint::__private::policy::{EndpointSpec, Timeout};
use hardpoint::prelude::*;

#[endpoint(get = "/a", tag = "orders")]
async fn defaults() -> &'static str {
    "a"
}

#[endpoint(get = "/b", tag = "orders", policy = "slow")]
async fn slow() -> &'static str {
    "b"
}

#[endpoint(post = "/c", tag = "orders", policy = "slow", timeout = "7s")]
async fn slow_but_limited() -> &'static str {
    "c"
}

#[endpoint(get = "/d", tag = "orders", policy = "free", cache = "none because:it changes")]
async fn free() -> &'static str {
    "d"
}

#[endpoint(tag = "orders")]
#[actix_web::get("/e")]
async fn of_actix() -> &'static str {
    "e"
}

const fn seconds(spec: &EndpointSpec) -> Option<u64> {
    match spec.timeout.limit() {
        Some(limit) => Some(limit.as_millis() / 1000),
        None => None,
    }
}

const fn has(spec: &EndpointSpec, rate: bool, concurrency: bool, cache: bool, keys: bool) {
    assert!(matches!(spec.rates, Cow::Borrowed(rates) if rates.is_empty() != rate));
    assert!(spec.concurrency.is_some() == concurrency);
    assert!(spec.cache.is_some() == cache);
    assert!(spec.idempotency.is_some() == keys);
}

const _: () = {
    assert!(defaults::SPEC.policy.is_none() && slow::SPEC.policy.is_some());
    assert!(matches!(defaults::SPEC.declared, Cow::Borrowed(declared) if declared.len() == 2));
    assert!(matches!(seconds(defaults::SPEC), Some(1)));
    has(defaults::SPEC, true, true, true, false);
    assert!(matches!(slow::SPEC.timeout, Timeout::None { .. }));
    has(slow::SPEC, true, true, true, false);
    assert!(matches!(seconds(slow_but_limited::SPEC), Some(7)));
    has(slow_but_limited::SPEC, true, true, false, true);
    has(free::SPEC, false, false, false, false);
    has(of_actix::SPEC, true, true, true, false);
};

fn main() {}
