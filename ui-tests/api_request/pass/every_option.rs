//! Every option, every kind of field, in one struct.
//! Keeps: `a_request_has_named_fields`, `a_request_has_no_parameters`, `an_enum_is_bare_names`.
//! Keeps: `which_fields_are_known_is_visible`, `rules_have_no_context`.
//! Keeps: `a_field_is_read_from_one_place`, `a_nested_struct_stands_in_the_body`.
//! Keeps: `a_field_has_one_name`, `a_header_field_has_a_headers_name`, `a_field_has_one_default`.
//! Keeps: `what_grows_has_an_upper_bound`, `unbounded_has_a_reason`, `keys_are_bounded_in_maps`.
//! Keeps: `the_rules_of_a_nested_struct_are_run`, `an_option_of_a_request_is_known`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use hardpoint::ApiRequest;

const MOST: usize = 16;

#[derive(Debug, ApiRequest)]
#[serde(rename_all = "camelCase")]
#[garde(custom(whole))]
pub struct Everything {
    #[api(path)]
    pub id: u64,
    #[api(path = "sub-id")]
    pub sub_id: Option<u64>,
    #[api(query, default)]
    pub dry_run: bool,
    #[api(query = "page", default = 1 + 1)]
    #[garde(range(min = 1, max = 9))]
    pub page: u8,
    #[api(query)]
    #[garde(length(max = 4), inner(length(max = MOST)))]
    pub tags: Vec<String>,
    #[api(header)]
    #[garde(length(equal = 4))]
    pub x_tenant: String,
    #[api(header = "X-Trace", unbounded = "actix bounds the headers")]
    pub trace: Option<String>,
    #[api(header)]
    #[serde(rename = "x-colour", with = "colour")]
    pub colour: u32,
    #[serde(deserialize_with = "colour::deserialize", default)]
    pub shade: u32,
    #[api(body)]
    pub number: f64,
    #[garde(length(chars, min = 1, max = MOST))]
    pub cow: Cow<'static, str>,
    #[garde(length(max = 8))]
    pub boxed: Box<str>,
    #[garde(length(max = 8), inner(length(max = 8)))]
    pub slice: Box<[String]>,
    #[garde(inner(length(max = 8), inner(length(max = 8))))]
    pub optional: Option<Vec<String>>,
    #[garde(length(max = 8), inner(inner(length(max = 8))))]
    pub optional_too: std::option::Option<std::vec::Vec<std::string::String>>,
    #[garde(length(max = 2), inner(length(max = 2), inner(length(max = 8))))]
    pub table: Vec<Vec<String>>,
    #[garde(length(max = 8))]
    pub deque: VecDeque<u8>,
    #[garde(length(max = 8))]
    pub linked: LinkedList<IpAddr>,
    #[garde(length(max = 8))]
    pub set: BTreeSet<char>,
    #[garde(length(max = 8))]
    pub hash_set: HashSet<u8>,
    #[garde(length(max = 8))]
    #[api(keys = 64)]
    pub map: HashMap<String, i8>,
    #[garde(length(max = 8))]
    pub by_number: BTreeMap<u8, u8>,
    #[garde(length(max = 8), dive)]
    #[api(keys = 8)]
    pub by_name: Option<BTreeMap<String, Nested>>,
    #[garde(dive)]
    pub nested: Option<Box<Nested>>,
    pub array: [u8; 4],
    pub pair: (u8, Option<bool>),
    pub wait: Option<Duration>,
    pub kind: Kind,
    #[serde(default = "kinds", alias = "types")]
    #[garde(length(max = 2))]
    pub kinds: Vec<Kind>,
    #[api(unbounded = "the body's limit is enough")]
    pub anything: serde_json::Value,
    #[api(unbounded = "the same")]
    #[garde(dive)]
    pub list: Vec<Nested>,
    #[garde(skip)]
    pub scalar: i128,
    #[serde(skip)]
    pub seen: Vec<String>,
    pub r#type: u8,
}

/// One inside another, and itself.
#[derive(Debug, ApiRequest)]
pub struct Nested {
    #[garde(ascii, length(max = 8))]
    pub name: String,
    #[garde(length(max = 2), dive)]
    pub children: Vec<Nested>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, ApiRequest, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    OneThing,
    #[serde(rename = "other")]
    Another,
}

#[derive(Debug, ApiRequest)]
#[api(query)]
#[garde(allow_unvalidated)]
struct Page {
    cursor: Option<u64>,
    #[api(body)]
    number: u8,
}

#[derive(Debug, ApiRequest)]
#[serde(deny_unknown_fields, default)]
struct Defaults {
    number: u8,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { number: 7 }
    }
}

mod colour {
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        serde::Deserialize::deserialize(from)
    }
}

fn kinds() -> Vec<Kind> {
    Vec::new()
}

fn whole(_: &Everything, (): &()) -> garde::Result {
    Ok(())
}

async fn handler(everything: Everything) -> String {
    format!("{everything:?}")
}

async fn page(page: Page, defaults: Defaults) -> String {
    format!("{page:?} {} {:?} {}", page.number, page.cursor, defaults.number)
}

fn main() {
    let _ = actix_web::web::post().to(handler);
    let _ = actix_web::web::post().to(page);
    // A derived type decodes as strictly by itself.
    assert!(serde_json::from_str::<Nested>(r#"{"name":"a","children":[]}"#).is_ok());
    assert!(serde_json::from_str::<Nested>(r#"{"name":"a","children":[],"x":1}"#).is_err());
    assert_eq!(serde_json::to_string(&Kind::OneThing).unwrap(), "\"one_thing\"");
}
