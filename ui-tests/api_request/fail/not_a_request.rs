//! What takes a request struct says how to make one.

use hardpoint::ApiRequest;

struct Order;

fn takes<T: ApiRequest>() {}

fn main() {
    takes::<Order>();
}
