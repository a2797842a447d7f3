//! Options stand apart, each with its value.
//! Breaks: `an_option_of_an_error_is_known`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 404 code = "a")]
    MissingComma,
    #[api(status: 404, code = "b")]
    Colon,
    #[api(status(404), code = "c")]
    Parentheses,
    #[api(404, status = 404, code = "d")]
    NoKey,
    #[api(status = 404, code = "e", , level = "warn")]
    Comma,
    #[api(status = 404, code = )]
    NoValue,
    #[api(internal slo = true)]
    Flag,
}

fn main() {}
