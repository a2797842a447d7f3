//! A default is said once, and is of the field's type.
//! Breaks: `a_field_has_one_default`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Twice {
    #[api(default)]
    #[serde(default)]
    a: u8,
}

#[derive(ApiRequest)]
struct WrongType {
    #[api(default = "seven")]
    a: u8,
    #[api(query, default = 300)]
    b: Option<u8>,
}

#[derive(ApiRequest)]
struct NoDefault {
    #[api(default)]
    kind: Kind,
}

#[derive(ApiRequest)]
enum Kind {
    A,
}

fn main() {}
