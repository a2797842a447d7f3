//! Tags: a tag is a stamp, compared with the birth of what carries it.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use actix_web::dev::{Path, ResourcePath};
use hardpoint_policy::{TagPart, TagTemplate};
use hashbrown::HashMap;
use parking_lot::RwLock;
use percent_encoding::percent_decode_str;

use super::canonical::{form_decoded, pairs};
use super::key;
use crate::store::AsHashed;

/// A tag, hashed: what entries carry and invalidations name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tag(u128);

impl Tag {
    /// What `invalidates = "…"` names for this request: captures of the path, or fields of the
    /// query; one that is in neither is empty.
    pub(crate) fn of(template: &TagTemplate, request: &HttpRequest) -> Self {
        render(template, request.match_info(), request.query_string())
    }

    /// The tag of that text.
    pub(crate) fn named(text: &[u8]) -> Self {
        Self(key::digest(key::hasher(b"tag     "), &[text]))
    }

    /// The inner tag of everything stored under a path, whatever the query.
    pub(super) fn uri(path: &str) -> Self {
        Self(key::digest(key::hasher(b"uri     "), &[path.as_bytes()]))
    }
}

/// The tag that a template makes of a path's captures and a query's fields.
pub(super) fn render<P: ResourcePath>(template: &TagTemplate, path: &Path<P>, query: &str) -> Tag {
    let mut text = Vec::new();
    for part in template.parts.iter() {
        match part {
            TagPart::Literal(literal) => text.extend_from_slice(literal.as_bytes()),
            TagPart::Capture(name) => match path.get(name) {
                Some(value) => text.extend(percent_decode_str(value)),
                None => text.extend(
                    pairs(query)
                        .find(|(field, _)| form_decoded(field).eq(name.bytes()))
                        .into_iter()
                        .flat_map(|(_, value)| form_decoded(value)),
                ),
            },
        }
    }
    Tag::named(&text)
}

/// The latest stamp of every tag that was invalidated, in bounded memory.
///
/// Time is counted in invalidations. Whatever began before the latest stamp of one of its tags is
/// out of date; where there are more tags than are remembered, the oldest half is forgotten and
/// everything that began before its end is out of date too.
#[derive(Debug)]
pub(super) struct Stamps {
    /// The latest stamp of all.
    now: AtomicU64,
    past: RwLock<Past>,
    most: usize,
}

#[derive(Debug)]
struct Past {
    stamps: HashMap<Tag, u64, AsHashed>,
    floor: u64,
}

impl Stamps {
    /// Stamps for at most that many tags, each some 32 bytes.
    pub(super) fn new(most: usize) -> Self {
        Self {
            now: AtomicU64::new(0),
            past: RwLock::new(Past {
                stamps: HashMap::with_hasher(AsHashed),
                floor: 0,
            }),
            most,
        }
    }

    /// The birth of what begins now.
    pub(super) fn now(&self) -> u64 {
        self.now.load(Ordering::Acquire)
    }

    /// Puts everything that carries `tag` and began before out of date.
    pub(super) fn stamp(&self, tag: Tag) {
        let mut past = self.past.write();
        // Only this function writes, and only under the lock.
        let stamp = self.now.load(Ordering::Relaxed) + 1;
        past.stamps.insert(tag, stamp);
        if past.stamps.len() > self.most {
            past.forget_older_half();
        }
        // After the map, so that whoever sees the new time finds the stamp, too.
        self.now.store(stamp, Ordering::Release);
    }

    /// Whether nothing of this birth and these tags has been invalidated since.
    pub(super) fn hold(&self, birth: u64, tags: &[Tag]) -> bool {
        let past = self.past.read();
        birth >= past.floor
            && tags
                .iter()
                .all(|tag| past.stamps.get(tag).is_none_or(|stamp| *stamp <= birth))
    }
}

impl Past {
    fn forget_older_half(&mut self) {
        let mut all: Vec<u64> = self.stamps.values().copied().collect();
        let middle = all.len() / 2;
        let (_, floor, _) = all.select_nth_unstable(middle);
        self.floor = *floor;
        self.stamps.retain(|_, stamp| *stamp > self.floor);
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use actix_web::test::TestRequest;

    use super::*;

    fn template(parts: &[TagPart]) -> TagTemplate {
        TagTemplate {
            parts: Cow::Owned(parts.to_vec()),
        }
    }

    fn order() -> TagTemplate {
        template(&[
            TagPart::Literal(Cow::Borrowed("order-")),
            TagPart::Capture(Cow::Borrowed("id")),
        ])
    }

    #[test]
    fn a_capture_is_the_paths_or_else_the_querys() {
        let path = TestRequest::get().uri("/x?id=9").param("id", "7%2F8");
        assert_eq!(
            Tag::of(&order(), &path.to_http_request()),
            Tag::named(b"order-7/8")
        );
        let query = TestRequest::get().uri("/x?a=1&id=7%2f8");
        assert_eq!(
            Tag::of(&order(), &query.to_http_request()),
            Tag::named(b"order-7/8")
        );
        let neither = TestRequest::get().uri("/x");
        assert_eq!(
            Tag::of(&order(), &neither.to_http_request()),
            Tag::named(b"order-")
        );
    }

    #[test]
    fn a_tag_and_a_path_of_one_text_are_two() {
        assert_ne!(Tag::named(b"/x"), Tag::uri("/x"));
    }

    #[test]
    fn what_began_before_the_stamp_is_out_of_date_and_what_began_after_is_not() {
        let stamps = Stamps::new(16);
        let (one, two) = (Tag::named(b"one"), Tag::named(b"two"));
        let before = stamps.now();
        stamps.stamp(one);
        assert!(!stamps.hold(before, &[two, one]));
        assert!(stamps.hold(before, &[two]));
        assert!(stamps.hold(stamps.now(), &[one]));
    }

    #[test]
    fn forgetting_stamps_errs_on_the_safe_side() {
        let stamps = Stamps::new(8);
        let tags: Vec<_> = (0..100_u32)
            .map(|tag| Tag::named(&tag.to_le_bytes()))
            .collect();
        let births: Vec<_> = tags
            .iter()
            .map(|tag| {
                let birth = stamps.now();
                stamps.stamp(*tag);
                birth
            })
            .collect();
        for (tag, birth) in tags.iter().zip(births) {
            assert!(!stamps.hold(birth, &[*tag]));
        }
        assert!(stamps.hold(stamps.now(), &tags));
        assert!(stamps.past.read().stamps.len() <= 8);
    }
}
