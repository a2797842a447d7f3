//! The rules of `version`.

use super::Fault;
use crate::{EndpointSpec, Version};

/// A version is told by the path or by a header on the way to an endpoint; one that is mounted by
/// hand has its place on that way from somebody else.
pub(super) fn a_version_has_a_route(spec: &EndpointSpec) -> Option<Fault> {
    let version = spec.version?;
    spec.path.is_none().then(|| {
        Fault::new(
            "version",
            format!("`version = \"{version}\"` would be nobody's: the attribute says no route"),
            "say the route in the attribute, or remove `version`",
        )
    })
}

/// The path that is written is the path in every version, so that a version in it would be said
/// twice, and once too often where a header says it.
pub(super) fn a_version_is_said_once(spec: &EndpointSpec) -> Option<Fault> {
    let version = spec.version?;
    let path = spec.unversioned_path()?;
    let (segment, rest) = path
        .trim_start_matches('/')
        .split_once('/')
        .unwrap_or((path.trim_start_matches('/'), ""));
    let other = Version::of_segment(segment)?;
    Some(Fault::new(
        "version",
        format!("`version = \"{version}\"` says a version, and so does `{segment}` in the path"),
        match other == version {
            true => format!("write `/{rest}` as the path"),
            false => format!("write `/{rest}` as the path, or remove `version`"),
        },
    ))
}
