//! The nearest right program to each wrong route.
//! Keeps: `a_route_is_said_once`, `a_route_is_said_in_one_place`, `routes_have_one_path`.
//! Keeps: `routes_lists_some`, `a_path_has_a_method`, `a_path_begins_with_a_slash`.
//! Keeps: `a_path_has_no_empty_segment`, `a_path_has_no_query`, `a_path_has_no_white_space`.
//! Keeps: `a_capture_is_closed`, `a_capture_has_a_name`, `a_capture_is_named_once`.
//! Keeps: `a_capture_stands_in_braces`.
//! Keeps: `an_expression_can_be_compiled`, `a_tail_has_a_name`, `a_tail_has_no_expression`.
//! Keeps: `a_path_has_few_captures`, `a_route_of_actix_names_a_method`.
//! Keeps: `guards_and_wraps_are_mounted_by_hand`.
#![deny(warnings)]

use actix_web::web::{self, Path};
use actix_web::{App, get, post, route, routes};
use hardpoint::endpoint;

macro_rules! at {
    ($($name:ident $path:literal)+) => {$(
        #[endpoint(get = $path)]
        async fn $name() -> &'static str {
            ""
        }
    )+};
}

at! {
    root "/"
    segments "/v1/order"
    escaped "/open%20orders"
    trailing_slash "/orders/"
    ignored "/order/{_id}"
    two "/order/{_id}/{_id_2}"
    digits "/number/{_id:[0-9]+}"
    alternatives r"/kind/{_kind:(?:a|b)\.json}"
    repeated "/code/{_code:[a-z]{3}}"
    tail "/files/{_path}*"
    tail_by_expression "/all/{_path:.*}"
    sixteen "/{_1}/{_2}/{_3}/{_4}/{_5}/{_6}/{_7}/{_8}/{_9}/{_10}/{_11}/{_12}/{_13}/{_14}/{_15}/{_16}"
}

#[endpoint]
#[get("/of/actix")]
async fn of_actix() -> &'static str {
    ""
}

#[endpoint]
#[route("/of/two/methods", method = "GET", method = "POST")]
async fn of_two_methods() -> &'static str {
    ""
}

#[endpoint]
#[routes]
#[get("/of/one/path")]
#[post("/of/one/path")]
async fn of_one_path() -> &'static str {
    ""
}

#[endpoint(timeout = "5s")]
async fn guarded(id: Path<u64>) -> String {
    id.to_string()
}

fn main() {
    let _ = App::new()
        .service(root)
        .service(segments)
        .service(escaped)
        .service(trailing_slash)
        .service(ignored)
        .service(two)
        .service(digits)
        .service(alternatives)
        .service(repeated)
        .service(tail)
        .service(tail_by_expression)
        .service(sixteen)
        .service(of_actix)
        .service(of_two_methods)
        .service(of_one_path)
        .service(
            web::resource("/guarded/{id}")
                .guard(actix_web::guard::Header("x-tenant", "shop"))
                .route(web::get().to(guarded)),
        );
}
