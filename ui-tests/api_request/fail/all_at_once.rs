//! All mistakes of one struct are told at once, each at its place.
//! Breaks: `which_fields_are_known_is_visible`, `a_field_is_read_from_one_place`.
//! Breaks: `a_header_field_has_a_headers_name`, `what_grows_has_an_upper_bound`.
//! Breaks: `an_option_of_a_request_is_known`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
#[api(querry)]
struct Order {
    sku: String,
    #[garde(length(min = 1))]
    tags: Vec<String>,
    #[api(query, header)]
    page: u8,
    #[api(header = "not a name")]
    level: u8,
    #[api(defualt = 1)]
    count: u8,
    #[serde(flatten)]
    more: More,
}

#[derive(ApiRequest)]
struct More {
    a: u8,
}

// It is an extractor all the same: one mistake is one error.
fn is_extractor<T: actix_web::FromRequest>() {}

fn main() {
    is_extractor::<Order>();
}
