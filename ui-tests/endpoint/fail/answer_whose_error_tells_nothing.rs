//! Nothing says what a client is told of the error.
//! Breaks: `an_answer_is_a_responder`.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[derive(Debug)]
enum OrderError {
    NotFound,
}

#[endpoint(get = "/orders/{id}")]
async fn order(id: actix_web::web::Path<u64>) -> Result<Json<u64>, OrderError> {
    match *id {
        0 => Err(OrderError::NotFound),
        id => Ok(Json(id)),
    }
}

fn main() {
    let _ = App::new().service(order);
}
