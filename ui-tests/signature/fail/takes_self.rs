//! A handler belongs to no value.
//! Breaks: `an_endpoint_takes_no_self`.
use hardpoint::endpoint;

struct Orders;

impl Orders {
    #[endpoint(get = "/order")]
    async fn order(&self) -> &'static str {
        ""
    }
}

fn main() {
    let _ = Orders;
}
