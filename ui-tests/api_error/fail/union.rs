//! Nobody knows which field a union holds.
//! Breaks: `an_error_is_no_union`.
#[derive(hardpoint::ApiError)]
#[api(status = 404, code = "a")]
union Error {
    a: u8,
    b: u8,
}

fn main() {}
