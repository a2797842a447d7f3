//! The error is used everywhere an `ApiError` can be; only the mistake is told.
//! Breaks: `an_errors_status_is_an_errors`.

use hardpoint::ApiError as _;

#[derive(Debug, hardpoint::ApiError)]
enum Error {
    #[api(status = 44, code = "a", message = "{0}")]
    A(u8),
    #[api(internal)]
    B(#[from] std::io::Error),
}

async fn handler() -> Result<&'static str, Error> {
    std::fs::read("x")?;
    let error: Box<dyn std::error::Error> = Box::new(Error::A(1));
    println!("{error} {}", Error::A(2).facts().status);
    Err(Error::A(3))
}

fn main() {
    let _: actix_web::Route = actix_web::web::get().to(handler);
}
