//! What has no route is mounted by hand.
//! Breaks: `what_is_listed_has_a_route`.
use hardpoint::endpoint;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    fn listed<E: hardpoint::__private::Routed>(_: E) {}
    listed(order);
}
