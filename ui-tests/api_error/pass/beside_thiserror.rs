//! `Display`, `Error` and `From` stay thiserror's.

use hardpoint::ApiError as _;

#[derive(Debug, thiserror::Error, hardpoint::ApiError)]
enum Both<T: std::fmt::Debug + std::fmt::Display> {
    #[error("for the log: {id}")]
    #[api(status = 404, code = "a", message = "for the client: {id}")]
    A { id: T },
    #[error("io")]
    #[api(status = 503, code = "b", message = "away")]
    B(#[from] std::io::Error),
    #[error(transparent)]
    #[api(transparent)]
    C(#[from] Struct),
}

#[derive(Debug, thiserror::Error, hardpoint::ApiError)]
#[error("for the log")]
#[api(status = 409, code = "c", message = "{0} for the client")]
struct Struct(u8, #[source] std::fmt::Error);

fn main() {
    let error = Both::A { id: 1 };
    assert_eq!(error.to_string(), "for the log: 1");
    assert_eq!(error.message().unwrap(), "for the client: 1");
    let error: Both<u8> = Struct(2, std::fmt::Error).into();
    assert_eq!(error.to_string(), "for the log");
    assert_eq!(error.message().unwrap(), "2 for the client");
}
