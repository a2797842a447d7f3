//! The rules of a request struct have no context.
//! Breaks: `rules_have_no_context`.

use hardpoint::ApiRequest;

struct Context;

#[derive(ApiRequest)]
#[garde(context(Context))]
struct Order {
    a: u8,
}

fn main() {}
