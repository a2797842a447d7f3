//! Clients have some days to move away.
//! Keeps: `a_sunset_follows_the_deprecation`.
use hardpoint::prelude::*;

#[endpoint(get = "/a", deprecated = "2026-06-01", sunset = "2026-06-02")]
async fn announced() -> &'static str {
    ""
}

#[endpoint(get = "/b", sunset = "2026-12-01 see:/docs/sunset")]
async fn ends() -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![announced, ends];
    let said = listed.specs().last().and_then(|spec| spec.sunset.clone()).unwrap();
    assert_eq!(said.at.unix_seconds(), 1_796_083_200);
    assert_eq!(said.see.as_deref(), Some("/docs/sunset"));
}
