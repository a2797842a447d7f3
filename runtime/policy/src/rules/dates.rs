//! The rules of `deprecated` and `sunset`.

use super::Fault;
use crate::EndpointSpec;

/// Between the two days clients move away; a sunset that does not lie after the deprecation leaves
/// them no day for it (RFC 9745 §4).
pub(super) fn a_sunset_follows_the_deprecation(spec: &EndpointSpec) -> Option<Fault> {
    let (deprecated, sunset) = (spec.deprecated.as_ref()?, spec.sunset.as_ref()?);
    (sunset.at <= deprecated.since).then(|| {
        Fault::new(
            "sunset",
            format!(
                "`sunset` on {} leaves no time after `deprecated` on {}",
                sunset.at, deprecated.since
            ),
            format!("write a date after {} in `sunset`", deprecated.since),
        )
    })
}
