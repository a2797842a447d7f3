//! A wait is promised where waiting helps.
//! Breaks: `a_duration_has_its_unit`, `retry_after_is_said_where_it_helps`.
//! Breaks: `an_error_is_not_two_things`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 404, code = "a", retry_after = "5s")]
    Futile,
    #[api(status = 503, code = "b", retry_after = "5")]
    Unit,
    #[api(status = 503, code = "c", retry_after = 5)]
    Number,
    #[api(status = 503, code = "d", retry_after = "5sec")]
    Words,
    #[api(status = 503, code = "e", retry_after = "5s", not_retryable)]
    Not,
    #[api(status = 503, code = "f", retryable, not_retryable)]
    Both,
}

fn main() {}
