//! The rules of tags: who caches them, and who invalidates them.

use super::{Fault, Set};
use crate::{EndpointSpec, InvalidatedBy, TagTemplate, nearest};

/// A tag that nobody caches is invalidated in vain: what was meant stays in the cache.
pub(super) fn invalidated_tags_are_cached(set: &Set<'_>) -> Vec<Fault> {
    let cached: Vec<String> = cached(set).map(|(_, tag)| tag.to_string()).collect();
    let told = in_vain(set).map(|(spec, tag)| {
        let help = match nearest(&tag.to_string(), cached.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => format!(
                "remove `{tag}`, or write `tags:{tag}` in the `cache` of the endpoint whose answers it is to invalidate"
            ),
        };
        Fault::new(
            [spec],
            format!("`{}` invalidates the tag `{tag}`, which no endpoint caches", spec.name),
            help,
        )
    });
    told.collect()
}

/// A tag that nobody invalidates promises answers that are never out of date, and they are until
/// their `ttl:` runs out.
pub(super) fn cached_tags_are_invalidated(set: &Set<'_>) -> Vec<Fault> {
    let in_vain: Vec<String> = in_vain(set).map(|(_, tag)| tag.to_string()).collect();
    let orphans = cached(set).filter(|(spec, tag)| {
        let by_endpoints = spec
            .cache
            .as_ref()
            .is_some_and(|cache| cache.invalidated_by == InvalidatedBy::Endpoints);
        // One that is spelled nearly the same is one mistake, and is told above.
        by_endpoints
            && !invalidated(set).any(|(_, other)| other.meets(tag))
            && nearest(&tag.to_string(), in_vain.iter().map(String::as_str)).is_none()
    });
    let told = orphans.map(|(spec, tag)| {
        Fault::new(
            [spec],
            format!("`{}` caches the tag `{tag}`, which no endpoint invalidates", spec.name),
            format!(
                "write `invalidates = \"{tag}\"` on the endpoint that changes it, or `invalidated-by:ttl` in `cache` where its `ttl:` will do, or `invalidated-by:code`"
            ),
        )
    });
    told.collect()
}

/// What is invalidated, and meets nothing that is cached.
fn in_vain<'a>(set: &'a Set<'_>) -> impl Iterator<Item = (&'a EndpointSpec, &'a TagTemplate)> {
    invalidated(set).filter(|(_, tag)| !cached(set).any(|(_, other)| other.meets(tag)))
}

fn invalidated<'a>(set: &'a Set<'_>) -> impl Iterator<Item = (&'a EndpointSpec, &'a TagTemplate)> {
    let specs = set.specs.iter();
    specs.flat_map(|spec| spec.invalidates.iter().map(move |tag| (*spec, tag)))
}

fn cached<'a>(set: &'a Set<'_>) -> impl Iterator<Item = (&'a EndpointSpec, &'a TagTemplate)> {
    let caches = set
        .specs
        .iter()
        .filter_map(|spec| Some((*spec, spec.cache.as_ref()?)));
    caches.flat_map(|(spec, cache)| cache.tags.iter().map(move |tag| (spec, tag)))
}
