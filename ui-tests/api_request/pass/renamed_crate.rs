//! The crate under another name, and a macro that passes types on.

extern crate hardpoint as sturdy;

mod hardpoint {}

#[derive(sturdy::ApiRequest)]
#[api(crate = "sturdy")]
struct Outer {
    #[api(query)]
    a: Option<u8>,
    #[garde(dive)]
    inner: Inner,
}

#[derive(sturdy::ApiRequest)]
#[api(crate = "::sturdy")]
struct Inner {
    #[garde(length(max = 3))]
    text: String,
    kind: Kind,
}

#[derive(sturdy::ApiRequest)]
#[api(crate = "sturdy")]
enum Kind {
    One,
}

macro_rules! request {
    ($name:ident { $($field:ident: $ty:ty, $most:expr;)* }) => {
        #[derive(sturdy::ApiRequest)]
        #[api(crate = "sturdy", query)]
        struct $name {
            $(#[garde(length(max = $most))] $field: $ty,)*
        }
    };
}

request!(FromAMacro { a: String, 3; b: Vec<u8>, 2 + 2; });

fn is<T: sturdy::ApiRequest>() {}

fn main() {
    is::<Outer>();
    is::<FromAMacro>();
    let _ = |outer: Outer| (outer.a, outer.inner.text, matches!(outer.inner.kind, Kind::One));
    let _ = |request: FromAMacro| (request.a, request.b);
}
