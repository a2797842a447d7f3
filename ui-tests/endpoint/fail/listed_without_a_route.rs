//! What has no route is mounted by hand.
use hardpoint::endpoint;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    fn listed<E: hardpoint::__private::Routed>(_: E) {}
    listed(order);
}
