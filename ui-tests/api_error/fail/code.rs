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
