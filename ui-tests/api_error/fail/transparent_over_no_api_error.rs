#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(transparent)]
    Io(#[from] std::io::Error),
}

fn main() {}
