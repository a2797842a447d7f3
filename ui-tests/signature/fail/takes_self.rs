//! A handler belongs to no value.
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
