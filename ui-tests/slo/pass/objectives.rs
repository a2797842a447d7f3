//! A share of all requests, and how fast.
use hardpoint::prelude::*;

#[endpoint(get = "/a", slo = "99.9%")]
async fn answered() -> &'static str {
    ""
}

#[endpoint(get = "/b", timeout = "300ms", slo = "99.95% under:299ms")]
async fn fast() -> &'static str {
    ""
}

fn main() {
    let listed = endpoints![answered, fast];
    let said: Vec<_> = listed.specs().filter_map(|spec| spec.slo).collect();
    assert_eq!((said[0].objective, said[1].objective), (99_900, 99_950));
}
