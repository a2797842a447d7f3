//! A share of all requests, and how fast.
//! Keeps: `an_objective_is_a_percentage`, `an_objective_leaves_an_error_budget`.
//! Keeps: `an_objective_can_be_counted`, `an_answer_can_be_in_time`.
//! Keeps: `an_objective_lies_within_the_timeout`.
use hardpoint::prelude::*;

#[endpoint(get = "/a", slo = "99.9%")]
async fn answered() -> &'static str {
    ""
}

#[endpoint(get = "/b", timeout = "300ms", slo = "99.95% under:300ms")]
async fn fast() -> &'static str {
    ""
}

#[endpoint(get = "/c", slo = "99.999% under:1ms")]
async fn as_fine_as_can_be_counted() -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![answered, fast, as_fine_as_can_be_counted];
    let said: Vec<_> = listed.specs().filter_map(|spec| spec.slo).collect();
    let said: Vec<_> = said.iter().map(|slo| slo.objective).collect();
    assert_eq!(said, [99_900, 99_950, 99_999]);
}
