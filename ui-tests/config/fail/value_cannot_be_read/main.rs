//! Values that the grammar refuses, in its words.
//! Breaks: `an_option_has_a_value_of_its_kind`, `a_duration_has_its_unit`, `a_rate_has_a_window`.
//! Breaks: `a_limit_lets_somebody_run`, `a_ttl_is_said`, `a_flag_is_true_or_text`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slow")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
