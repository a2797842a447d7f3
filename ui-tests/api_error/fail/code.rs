//! A code is a word of its own in snake_case, and there is one.
//! Breaks: `an_error_says_what_is_answered`, `an_error_has_its_own_code`.
//! Breaks: `a_code_is_in_snake_case`, `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 404, code = "OutOfStock")]
    A,
    #[api(status = 404, code = "out-of-stock")]
    B,
    #[api(status = 404, code = "")]
    C,
    #[api(status = 404, code = 7)]
    D,
    #[api(status = 404)]
    NotFound,
    #[api(status = 404, code = "same")]
    First,
    #[api(status = 409, code = "same")]
    Second,
    #[api(status = 410, code = "same")]
    Third,
}

fn main() {}
