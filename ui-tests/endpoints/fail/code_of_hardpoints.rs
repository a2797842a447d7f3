//! A code that Hardpoint itself answers is given another status.
//! Breaks: `a_code_has_one_meaning`.
use hardpoint::prelude::*;

#[derive(Debug, ApiError)]
enum StockError {
    #[api(status = 409, code = "overloaded")]
    Full,
}

type Answer<T> = Result<T, StockError>;

#[endpoint(get = "/stock")]
async fn stock() -> Answer<String> {
    Err(StockError::Full)
}

fn main() {
    let _ = endpoints![stock];
}
