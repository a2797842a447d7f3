//! Everyone may call, and whoever is known may be known.
//! Keeps: `public_stands_without_auth`, `public_is_a_flag`.
//! Keeps: `callers_are_counted_where_they_are_known`.
//! Keeps: `answers_are_told_apart_where_callers_are_known`.
use hardpoint::prelude::*;
use hardpoint::__private::policy::Access;

#[endpoint(get = "/prices", public, rate = "10/min", cache = "ttl:60")]
async fn prices() -> &'static str {
    ""
}

#[endpoint(get = "/greeting", public)]
async fn greeting(_who: Option<Principal>) -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![prices, greeting];
    assert!(listed.specs().all(|spec| spec.access == Access::Public));
}
