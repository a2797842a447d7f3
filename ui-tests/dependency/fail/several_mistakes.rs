//! All that is wrong is told at once.
//! Breaks: `an_option_is_known`, `an_option_has_a_value_of_its_kind`, `to_be_repeatable_is_a_flag`,
//! Breaks: `a_dependency_is_an_async_function`, `a_dependency_returns_a_result`.
use hardpoint::dependency;

#[dependency(timeot = "2s", attempt = 5, idempotent = "yes")]
fn stock(sku: &str) {
    let _ = sku;
}

fn main() {}
