//! A day, where that is explained, and what to use instead.
//! Keeps: `a_date_is_a_day`, `a_link_leads_somewhere`.
use hardpoint::prelude::*;

#[endpoint(get = "/a", deprecated = "2026-06-01")]
async fn plain() -> &'static str {
    ""
}

#[endpoint(get = "/b", deprecated = "2026-06-01 see:https://example.com/v2 successor:/v2/b")]
async fn explained() -> &'static str {
    ""
}

/// Rust's own attribute is another matter.
#[endpoint(get = "/c", deprecated = "2026-06-01")]
#[deprecated(note = "call `plain`")]
async fn for_callers_in_rust() -> &'static str {
    ""
}

#[allow(deprecated)]
fn main() {
    let listed = endpoints![plain, explained, for_callers_in_rust];
    let said = |spec: &'static hardpoint::__private::policy::EndpointSpec| spec.deprecated.clone().unwrap();
    let said: Vec<String> = listed.specs().map(|spec| said(spec).to_string()).collect();
    assert_eq!(said[1], "2026-06-01 see:https://example.com/v2 successor:/v2/b");
    assert_eq!([&said[0], &said[2]], ["2026-06-01"; 2]);
}
