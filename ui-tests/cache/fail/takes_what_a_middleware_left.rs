//! What a middleware leaves in a request is no part of the key.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use actix_web::{App, web::ReqData};
use hardpoint::endpoint;

#[endpoint(get = "/theme", cache = "ttl:60")]
async fn theme(dark: ReqData<bool>) -> String {
    dark.to_string()
}

fn main() {
    let _ = App::new().service(theme);
}
