//! An answer that says who asks is not for everybody.
//! Breaks: `a_shared_answer_takes_nobody`.
use actix_web::App;
use hardpoint::prelude::*;

#[endpoint(get = "/me", cache = "ttl:60 shared")]
async fn me(context: RequestContext) -> String {
    context.principal().map_or("", Principal::id).to_owned()
}

fn main() {
    let _ = App::new().service(me);
}
