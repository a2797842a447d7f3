//! What may succeed later is not final.
//! Breaks: `what_is_retryable_is_not_final`, `an_error_is_not_two_things`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 503, code = "a", final)]
    Server,
    #[api(status = 429, code = "b", final)]
    Rate,
    #[api(status = 409, code = "c", final, retryable)]
    Retryable,
    #[api(status = 409, code = "d", final, not_final)]
    Both,
}

fn main() {}
