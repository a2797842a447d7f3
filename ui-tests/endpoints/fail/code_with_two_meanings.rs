//! One code stands for two errors, and clients tell errors apart by nothing else.
//! Breaks: `a_code_has_one_meaning`.
use hardpoint::prelude::*;

#[derive(Debug, ApiError)]
enum OrderError {
    #[api(status = 404, code = "unknown", message = "there is no order {0}")]
    Unknown(u64),
}

#[derive(Debug, ApiError)]
enum StockError {
    #[api(status = 410, code = "unknown", message = "{0} is no longer sold")]
    Gone(String),
}

#[endpoint(get = "/order")]
async fn order() -> Result<String, OrderError> {
    Err(OrderError::Unknown(1))
}

#[endpoint(get = "/stock")]
async fn stock() -> Result<impl actix_web::Responder, StockError> {
    match true {
        true => Err(StockError::Gone("rope".to_owned())),
        false => Ok("3"),
    }
}

fn main() {
    let _ = endpoints![order, stock];
}
