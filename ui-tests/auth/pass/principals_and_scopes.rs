//! Whoever is known, or whoever has all of these scopes.
//! Keeps: `scopes_are_one_text`, `a_scope_is_a_token`, `a_list_of_scopes_names_some`.
//! Keeps: `an_option_is_no_scope`.
use actix_web::App;
use hardpoint::prelude::*;
use hardpoint::__private::policy::Access;

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    who.id().to_owned()
}

#[endpoint(get = "/read", auth = "orders:read", cache = "ttl:60 shared")]
async fn read() -> &'static str {
    ""
}

#[endpoint(post = "/write", auth = "orders:read, orders:write", idempotent)]
async fn write(_who: Option<Principal>) -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![known, read, write];
    let access: Vec<Access> = listed.specs().map(|spec| spec.access.clone()).collect();
    assert_eq!(access[0], Access::Principal);
    assert_eq!(access[1].scopes(), ["orders:read"]);
    assert_eq!(access[2].scopes(), ["orders:read", "orders:write"]);
    let _ = App::new().service(known).service(read).service(write);
}
