//! serde's attributes must not hide which fields are known.
//! Breaks: `which_fields_are_known_is_visible`, `an_option_of_a_request_is_known`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
#[serde(tag = "type")]
struct Tagged {
    a: u8,
}

#[derive(ApiRequest)]
#[serde(transparent)]
struct Transparent {
    a: u8,
}

#[derive(ApiRequest)]
#[serde(from = "u8")]
struct From {
    a: u8,
}

#[derive(ApiRequest)]
struct Flat {
    #[serde(flatten)]
    a: Inner,
}

#[derive(ApiRequest)]
struct Inner {
    a: u8,
}

#[derive(ApiRequest)]
#[serde(untagged)]
enum Untagged {
    A,
}

#[derive(ApiRequest)]
#[serde(rename_al = "camelCase")]
struct Misspelt {
    #[serde(renam = "b")]
    a: u8,
}

fn main() {}
