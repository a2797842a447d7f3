//! The rules of `version`, one by one.

use super::*;
use crate::Version;

#[test]
fn a_version_is_said_in_one_place_of_a_route() {
    let of = |path: Option<&'static str>| {
        let spec = EndpointSpec {
            path: path.map(Cow::Borrowed),
            ..with(GET)
        };
        spec.versioned(Version::new(2).unwrap())
    };
    assert_eq!(broken(&of(None)), ["a_version_has_a_route"]);
    for path in ["/v2/orders", "/v1", "/v10/{id}"] {
        assert_eq!(
            broken(&of(Some(path))),
            ["a_version_is_said_once"],
            "{path}"
        );
    }
    for path in ["/orders", "/orders/v2", "/v2beta/orders", "/{id}", "/"] {
        assert!(broken(&of(Some(path))).is_empty(), "{path}");
    }
    let unversioned = EndpointSpec {
        path: Some(Cow::Borrowed("/v1/orders")),
        ..with(GET)
    };
    assert!(broken(&unversioned).is_empty());
}
