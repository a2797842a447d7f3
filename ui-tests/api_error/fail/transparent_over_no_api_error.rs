//! The field that is asked has no answer.
//! Breaks: `transparent_asks_its_field`.
#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(transparent)]
    Io(#[from] std::io::Error),
}

fn main() {}
