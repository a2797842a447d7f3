#[derive(Debug, hardpoint::ApiError)]
enum Error {
    NotFound,
    #[api()]
    OutOfStock,
    #[api]
    Gone,
    #[api = "404"]
    Text,
}

#[derive(Debug, hardpoint::ApiError)]
struct Alone;

fn main() {}
