//! Of several arguments the one is underlined that is none of a request.
//! Breaks: `an_argument_is_made_of_a_request`.
use actix_web::web::{Data, Path};
use actix_web::App;
use hardpoint::endpoint;

struct Order;

#[endpoint(post = "/orders/{id}")]
async fn order(id: Path<u64>, order: Order, state: Data<str>) -> Option<&'static str> {
    drop((id, order, state));
    None
}

fn main() {
    let _ = App::new().service(order);
}
