//! A status is one of an error.
//! Breaks: `an_error_says_what_is_answered`, `an_errors_status_is_an_errors`.
//! Breaks: `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 200, code = "a")]
    A,
    #[api(status = 999999, code = "b")]
    B,
    #[api(status = "404", code = "c")]
    C,
    #[api(status = StatusCode::NOT_FOUND, code = "d")]
    D,
    #[api(status = -1, code = "e")]
    E,
    #[api(status, code = "f")]
    F,
    #[api(code = "g")]
    G,
}

fn main() {}
