//! Nobody says where in the request the text is.
//! Breaks: `an_argument_is_owned`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders/{_id}")]
async fn order<'a>(id: &'a str) -> String {
    id.to_owned()
}

fn main() {
    let _ = App::new().service(order);
}
