#[derive(hardpoint::ApiError)]
#[api(status = 404, code = "a")]
union Error {
    a: u8,
    b: u8,
}

fn main() {}
