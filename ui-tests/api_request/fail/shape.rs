//! A request is a struct with named fields, or an enum of bare names.
//! Breaks: `a_request_has_named_fields`, `a_request_has_no_parameters`, `an_enum_is_bare_names`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Tuple(u8, u8);

#[derive(ApiRequest)]
struct Unit;

#[derive(ApiRequest)]
enum Data {
    A,
    B(u8),
    C { d: u8 },
}

#[derive(ApiRequest)]
enum Nothing {}

#[derive(ApiRequest)]
#[api(query)]
enum Placed {
    A,
}

#[derive(ApiRequest)]
union Union {
    a: u8,
    b: u8,
}

#[derive(ApiRequest)]
struct Generic<T> {
    a: T,
}

#[derive(ApiRequest)]
struct Borrowed<'a> {
    #[garde(length(max = 3))]
    a: std::borrow::Cow<'a, str>,
}

#[derive(ApiRequest)]
struct Sized<const N: usize> {
    a: [u8; N],
}

fn main() {}
