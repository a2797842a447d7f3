//! An alias for text does not evade, nor does a type of which nothing is known.
//! Breaks: `what_grows_has_an_upper_bound`.

use hardpoint::ApiRequest;

type Name = String;

#[derive(serde::Deserialize)]
struct Foreign {
    text: String,
}

#[derive(ApiRequest)]
struct ByAlias {
    #[garde(length(max = 3))]
    name: Name,
}

#[derive(ApiRequest)]
struct ByType {
    foreign: Foreign,
}

#[derive(ApiRequest)]
struct InAList {
    #[garde(length(max = 3))]
    list: Vec<serde_json::Value>,
}

#[derive(ApiRequest)]
struct InATuple {
    pair: (u8, String),
}

fn main() {}
