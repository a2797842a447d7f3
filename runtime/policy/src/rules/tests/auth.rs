//! What goes with `auth` and `public`.

use super::*;

#[test]
fn authorize_decides_about_somebody() {
    let decides = |access: &str| {
        let spec = EndpointSpec {
            authorize: Some(Cow::Borrowed("owns_order")),
            ..with(GET)
        };
        open_to(access, spec)
    };
    let rule = ["authorize_decides_about_somebody"];
    assert_eq!(broken(&decides("public")), rule);
    assert_eq!(broken(&decides("unstated")), rule);
    assert_eq!(help(&decides("unstated")), "add `auth`");
    assert!(broken(&decides("principal")).is_empty());
    assert!(broken(&decides("orders:read")).is_empty());
    assert!(decides("principal").access == Access::Principal);
}
