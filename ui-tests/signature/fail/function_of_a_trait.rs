//! A trait says what there is, and not what it does.
//! Breaks: `an_endpoint_has_a_body`.
use hardpoint::endpoint;

trait Orders {
    #[endpoint(get = "/order")]
    async fn order() -> &'static str;
}

fn main() {}
