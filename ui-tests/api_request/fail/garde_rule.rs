//! A rule that garde does not know is refused once, not wherever its code is missing.
//! Breaks: `an_option_of_a_request_is_known`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[garde(lenght(max = 3))]
    #[api(unbounded = "the rule is misspelt")]
    a: String,
}

#[derive(ApiRequest)]
struct Elements {
    #[garde(length(max = 3), inner(lenth(max = 3)))]
    #[api(unbounded = "the rule is misspelt")]
    a: Vec<String>,
}

#[derive(ApiRequest)]
struct Broken {
    #[garde(length(max = 3) range)]
    a: String,
}

fn main() {}
