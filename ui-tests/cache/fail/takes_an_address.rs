//! One client's address would be told to others.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use actix_web::{App, dev::PeerAddr};
use hardpoint::endpoint;

#[endpoint(get = "/whoami", cache = "ttl:60")]
async fn whoami(peer: Option<PeerAddr>) -> String {
    format!("{peer:?}")
}

fn main() {
    let _ = App::new().service(whoami);
}
