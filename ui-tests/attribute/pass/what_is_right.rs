//! The nearest right program to each wrong attribute.
//! Keeps: `an_option_is_known`, `an_option_is_said_once`, `an_option_has_a_value`.
//! Keeps: `an_option_has_a_value_of_its_kind`, `an_option_has_an_equals_sign`.
//! Keeps: `options_are_parted_by_commas`, `an_attribute_is_a_list_of_options`.
//! Keeps: `an_endpoint_has_one_attribute`, `a_name_is_an_id`, `a_name_is_said_in_one_place`.
//! Keeps: `a_tag_is_one_line`, `a_word_is_known`.
#![deny(warnings)]

use actix_web::App;
use actix_web::web::Path;
use hardpoint::prelude::*;

#[endpoint(get = "/a", timeout = "5s")]
async fn one_option() -> &'static str {
    ""
}

#[endpoint(
    post = "/b/{id}",
    timeout = "5s",
    body = "64KiB",
    rate = ["10/min", "5/s mode:shadow"],
    concurrency = 64,
    cache = "ttl:60 vary:principal",
    idempotent,
    auth = "orders:write",
    criticality = "critical",
    slo = "99.9%",
    name = "create_order",
    tag = "orders",
    invalidates = "stock,order-{id}",
)]
async fn many_options(id: Path<u64>) -> String {
    id.to_string()
}

#[endpoint(name = "A-Z.a-z_0-9.A-Z.a-z_0-9.A-Z.a-z_0-9.A-Z.a-z_0-9.A-Z.a-z_0-9.abcd")]
#[actix_web::get("/c")]
async fn named_here() -> &'static str {
    ""
}

#[endpoint(tag = "orders and what belongs to them")]
#[actix_web::get("/d", name = "named.there")]
async fn named_there() -> &'static str {
    ""
}

#[endpoint(get = "/e", criticality = "sheddable", name = "size")]
async fn größe() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(one_option)
        .service(many_options)
        .service(named_here)
        .service(named_there)
        .service(größe);
}
