//! An option that does not exist would promise nothing.
//! Breaks: `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
#[api(status = 404)]
#[api(crat = "hardpoint")]
enum Error {
    #[api(stauts = 404, code = "a")]
    Misspelt,
    #[api(colour = "red", status = 404, code = "b")]
    Unknown,
    #[api(status = 404, status = 409, code = "c")]
    Twice,
    #[api(crate = "hardpoint", status = 404, code = "d")]
    Crate,
    #[api(status = 404, code = "e", level = "wran")]
    Level,
    #[api(status = 404, code = "f", level = "loud")]
    Loud,
    #[api(status = 404, code = "g", slo)]
    Flag,
    #[api(status = 404, code = "h", breaker = "no")]
    NoBool,
}

#[derive(Debug, hardpoint::ApiError)]
#[api(status = 404, code = "a", crate = "not a path")]
struct Alone;

fn main() {}
