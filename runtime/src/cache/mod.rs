//! Answers that are kept: keys, entries, one run per key, tags.

mod admission;
mod canonical;
mod directives;
mod entry;
#[cfg(test)]
mod fixture;
mod flight;
mod headers;
mod key;
mod plan;
mod recall;
mod tags;
#[cfg(test)]
mod tests;
mod validators;

pub(crate) use entry::Entry;
pub(crate) use headers::{Forward, Served};
pub(crate) use key::CacheKey;
pub(crate) use plan::{CachePlan, Fill};
pub(crate) use recall::{Cache, DEFAULT_CAPACITY, Filled, Lookup, Refresh, Work};
pub(crate) use tags::Tag;
