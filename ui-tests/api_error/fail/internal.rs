//! What is internal says nothing to a client.
//! Breaks: `internal_says_nothing`, `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(internal, status = 500)]
    Status,
    #[api(internal, code = "a", message = "b")]
    Two,
    #[api(internal = true)]
    Value,
}

fn main() {}
