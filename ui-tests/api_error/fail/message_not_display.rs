#[derive(Debug)]
struct Opaque;

#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 404, code = "a", message = "there is no {key}")]
    NotDisplay { key: Opaque },
}

fn main() {}
