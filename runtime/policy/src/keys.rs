//! Numbers by which endpoints are found that cannot stand side by side.

use crate::EndpointSpec;
use crate::route::shape;

impl EndpointSpec {
    /// A number for its name, and one for its route; zero where it is mounted by hand.
    ///
    /// Two endpoints of one name share the first. Two routes of one shape share the second, but
    /// for [the lowest bits](Self::METHODS), one for each method. Others share them by accident at
    /// most: the lists of a whole program are compared by these while it compiles, where each step
    /// costs more than making them here.
    pub fn keys(&self) -> [u64; 2] {
        let name = key("name", &self.name) | Self::METHODS;
        let route = self.path.as_deref().map_or(0, |path| {
            let methods = self.methods.iter().map(|method| 1 << *method as u64);
            methods.fold(
                key("route", &shape(path)) & !Self::METHODS,
                |key, bit: u64| key | bit,
            )
        });
        [name, route]
    }

    /// The bits of the second key that say which methods its route has.
    pub const METHODS: u64 = 0x3_ffff;
}

/// FNV-1a of a kind and a text, mixed once more: the upper bits of its own hear little of the end.
fn key(kind: &str, text: &str) -> u64 {
    let bytes = kind.bytes().chain([b' ']).chain(text.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::BTreeSet;

    use super::*;
    use crate::Method;

    fn keys(name: &'static str, methods: &'static [Method], path: &'static str) -> [u64; 2] {
        let spec = EndpointSpec {
            methods: Cow::Borrowed(methods),
            path: Some(Cow::Borrowed(path)),
            ..EndpointSpec::new(name, "shop")
        };
        spec.keys()
    }

    #[test]
    fn what_cannot_stand_side_by_side_shares_a_key() {
        let [name, route] = keys("a", &[Method::Put, Method::Get], "/{a}/{b:x}");
        assert_eq!(EndpointSpec::new("a", "shop").keys(), [name, 0]);
        let [other, same_route] = keys("b", &[Method::Get, Method::Query], "/{b}/{c:x}");
        assert_ne!(other, name);
        assert_eq!((route ^ same_route) & !EndpointSpec::METHODS, 0);
        assert_eq!(route & same_route & EndpointSpec::METHODS, 1);
        let [_, other] = keys("b", &[Method::Get], "/{b}/{b:y}");
        assert_ne!((route ^ other) & !EndpointSpec::METHODS, 0);
        assert!(
            Method::ALL
                .iter()
                .all(|method| 1 << *method as u64 <= EndpointSpec::METHODS)
        );
    }

    #[test]
    fn numbers_at_the_end_of_a_text_are_heard_of_in_the_upper_bits() {
        let keys = (0..10_000).map(|at| key("route", &format!("/items/{at}/{{}}")) >> 18);
        assert_eq!(keys.collect::<BTreeSet<_>>().len(), 10_000);
    }
}
