//! What a client is answered is said.
//! Breaks: `an_error_says_what_is_answered`, `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    NotFound,
    #[api()]
    OutOfStock,
    #[api]
    Gone,
    #[api = "404"]
    Text,
}

#[derive(Debug, hardpoint::ApiError)]
struct Alone;

fn main() {}
