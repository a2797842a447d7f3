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
