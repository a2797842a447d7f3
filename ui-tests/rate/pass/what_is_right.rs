//! The nearest right program to each wrong `rate`.
//! Keeps: `a_list_of_rates_names_some`, `a_rate_has_a_window`, `a_rate_lets_something_pass`.
//! Keeps: `a_request_fits_into_its_bucket`, `a_bucket_refills_in_time`.
//! Keeps: `credentials_are_no_key_of_a_rate`, `addresses_are_taken_from_trusted_proxies`.
//! Keeps: `the_key_of_a_rate_is_met_again`, `a_rate_is_said_once`, `every_rate_can_bind`.
//! Keeps: `a_number_is_whole_and_in_range`, `a_header_has_a_name`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/a", rate = "10/min per:principal")]
async fn per_principal() -> &'static str {
    ""
}

#[endpoint(get = "/b", rate = "10/min per:ip")]
async fn per_address() -> &'static str {
    ""
}

#[endpoint(get = "/c", rate = "10/min per:header(X-Api-Key)")]
async fn per_key_that_a_gateway_checks() -> &'static str {
    ""
}

#[endpoint(get = "/d", rate = "10/min burst:3 cost:3")]
async fn with_a_cost_that_fits() -> &'static str {
    ""
}

#[endpoint(get = "/e", rate = "1000000000/s")]
async fn as_fast_as_a_nanosecond() -> &'static str {
    ""
}

#[endpoint(get = "/f", rate = "1/3650d")]
async fn as_slow_as_ten_years() -> &'static str {
    ""
}

#[endpoint(get = "/g", rate = ["10/min", "100/h"])]
async fn that_both_can_bind() -> &'static str {
    ""
}

#[endpoint(get = "/h", rate = ["10/min", "5/min mode:shadow"])]
async fn one_of_which_is_tried_out() -> &'static str {
    ""
}

#[endpoint(get = "/i", rate = ["10/min", "1000/min per:global on-outage:deny"])]
async fn of_two_keys() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(per_principal)
        .service(per_address)
        .service(per_key_that_a_gateway_checks)
        .service(with_a_cost_that_fits)
        .service(as_fast_as_a_nanosecond)
        .service(as_slow_as_ten_years)
        .service(that_both_can_bind)
        .service(one_of_which_is_tried_out)
        .service(of_two_keys);
}
