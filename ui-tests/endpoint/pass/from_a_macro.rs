//! Endpoints that a macro of the user's writes.
#![deny(warnings)]

use actix_web::web::Path;
use actix_web::App;
use hardpoint::endpoint;

macro_rules! readers {
    ($($(#[$attribute:meta])* $visibility:vis $name:ident($path:literal, $argument:ident: $ty:ty) $body:block)+) => {$(
        $(#[$attribute])*
        #[endpoint(get = $path, timeout = "5s")]
        $visibility async fn $name($argument: $ty) -> String $body
    )+};
}

readers! {
    /// One order.
    pub order("/orders/{id}", id: Path<u64>) { id.to_string() }
    item("/items/{sku}", sku: Path<String>) { sku.into_inner() }
}

macro_rules! with {
    ($($options:tt)*) => {
        #[endpoint($($options)*)]
        async fn passed_on(__hardpoint_argument_0: Path<u8>) -> String {
            __hardpoint_argument_0.to_string()
        }
    };
}

with!(post = "/passed/{on}", rate = ["1/s", "10/min"], concurrency = 4);

fn main() {
    let _ = App::new().service(order).service(item).service(passed_on);
}
