//! What takes a request struct says how to make one.
//! Breaks: `an_argument_is_made_of_a_request`.

use hardpoint::ApiRequest;

struct Order;

fn takes<T: ApiRequest>() {}

fn main() {
    takes::<Order>();
}
