//! A tuple of arguments is read part by part.
//! Breaks: `a_get_reads_no_body`.
use actix_web::{App, web::Bytes};
use hardpoint::prelude::*;

#[endpoint(get = "/orders")]
async fn orders((body, context): (Bytes, RequestContext)) -> String {
    format!("{body:?}{context:?}")
}

fn main() {
    let _ = App::new().service(orders);
}
