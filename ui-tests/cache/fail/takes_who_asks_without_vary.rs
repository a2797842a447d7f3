//! One client's answer would be given to another.
//! Breaks: `who_asks_is_in_the_key`.
use actix_web::App;
use hardpoint::prelude::*;

#[endpoint(get = "/me", cache = "ttl:60")]
async fn me(context: RequestContext) -> String {
    context.principal().map_or("", Principal::id).to_owned()
}

fn main() {
    let _ = App::new().service(me);
}
