#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(internal, status = 500)]
    Status,
    #[api(internal, code = "a", message = "b")]
    Two,
    #[api(internal = true)]
    Value,
}

fn main() {}
