//! An error is `Debug`, of which std has its own words; it is said once.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiError)]
enum OrderError {
    #[api(status = 404, code = "order_not_found", message = "there is no order {id}")]
    NotFound { id: u64 },
    #[api(internal)]
    Io(#[from] std::io::Error),
}

#[endpoint(get = "/order")]
async fn order() -> Result<String, OrderError> {
    Err(OrderError::NotFound { id: 7 })
}

fn main() {
    let _ = App::new().service(order);
}
