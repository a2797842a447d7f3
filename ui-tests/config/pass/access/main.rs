//! Who may call is one question: what is nearer answers it, with `auth` or with `public`.
//! Keeps: `what_is_required_is_said`.
use hardpoint::__private::Endpoint;
use hardpoint::__private::policy::Access;
use hardpoint::prelude::*;

#[endpoint(get = "/a")]
async fn defaults() -> &'static str {
    "a"
}

#[endpoint(get = "/b", public)]
async fn open() -> &'static str {
    "b"
}

#[endpoint(get = "/c", policy = "open")]
async fn open_by_policy() -> &'static str {
    "c"
}

#[endpoint(get = "/d", policy = "open", auth)]
async fn any_principal() -> &'static str {
    "d"
}

#[endpoint(get = "/e", policy = "old")]
async fn old() -> &'static str {
    "e"
}

const _: () = {
    assert!(matches!(defaults::SPEC.access, Access::Scopes(_)));
    assert!(matches!(open::SPEC.access, Access::Public));
    assert!(matches!(open_by_policy::SPEC.access, Access::Public));
    assert!(matches!(any_principal::SPEC.access, Access::Principal));
    assert!(matches!(old::SPEC.access, Access::Scopes(_)));
    assert!(old::SPEC.deprecated.is_some() && old::SPEC.sunset.is_some());
};

fn main() {}
