//! actix's route attributes, each of them, with what they can say.
//! Keeps: `an_attribute_of_actix_can_be_read`, `a_method_is_known`.
#![deny(warnings)]

use actix_web::web::Path;
use actix_web::{App, connect, delete, get, head, options, patch, post, put, route, routes, trace};
use hardpoint::endpoint;

macro_rules! each {
    ($($method:ident)+) => {$(
        mod $method {
            use super::*;

            #[endpoint(timeout = "1s")]
            #[$method("/each")]
            pub(super) async fn each() -> &'static str {
                ""
            }
        }
    )+};
}

each!(get post put patch delete head options trace connect);

#[endpoint(timeout = "1s")]
#[route("/route/{id}", method = "GET", method = "POST", name = "by_route",)]
async fn by_route(id: Path<u8>) -> String {
    id.to_string()
}

#[endpoint(timeout = "1s")]
#[routes]
#[get("/routes/{id}")]
#[post("/routes/{id}", name = "by_routes")]
async fn by_routes(id: Path<u8>) -> String {
    id.to_string()
}

#[endpoint(query = "/search")]
async fn search() -> &'static str {
    ""
}

/// An attribute of another crate that is only called like one of actix's.
#[endpoint(get = "/traced")]
#[cfg_attr(any(), trace)]
async fn traced() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(get::each)
        .service(post::each)
        .service(put::each)
        .service(patch::each)
        .service(delete::each)
        .service(head::each)
        .service(options::each)
        .service(trace::each)
        .service(connect::each)
        .service(by_route)
        .service(by_routes)
        .service(search)
        .service(traced);
}
