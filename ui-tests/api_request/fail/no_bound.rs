//! Text, lists and maps have an upper bound.
//! Breaks: `what_grows_has_an_upper_bound`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    text: String,
    maybe: Option<String>,
    cow: Cow<'static, str>,
    boxed: Box<str>,
    #[garde(length(min = 1))]
    from_below: String,
    #[garde(skip)]
    skipped: String,
    #[garde(length(max = 3))]
    elements: Vec<String>,
    #[garde(length(max = 3), inner(length(max = 3)))]
    deep: Vec<Vec<String>>,
    #[garde(length(max = 3))]
    deep_maybe: Option<Vec<String>>,
    list: VecDeque<u8>,
    #[garde(length(max = 3))]
    out_of_reach: HashSet<String>,
    map: HashMap<u8, u8>,
    #[garde(length(max = 3))]
    keys: BTreeMap<String, u8>,
    #[garde(length(max = 3))]
    values: BTreeMap<u8, String>,
    #[garde(if(cond = true, length(max = 3)))]
    sometimes: String,
    #[api(query)]
    query: String,
    #[api(header)]
    header: String,
    #[api(path)]
    path: String,
}

fn main() {}
