#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(internal)]
    Text(#[source] String),
}

fn main() {}
