//! Tags: what entries carry, and invalidations name.

use actix_web::HttpRequest;
use actix_web::dev::{Path, ResourcePath};
use hardpoint_policy::{TagPart, TagTemplate};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::canonical::{form_decoded, pairs};
use crate::store::TagKey;

/// A tag, hashed: the same in every process, and nobody finds two texts that share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tag(pub(super) u128);

impl Tag {
    /// What every entry carries without saying so.
    pub(super) const EVERYTHING: Self = Self(0);

    /// What `invalidates = "…"` names for this request: captures of the path, or fields of the
    /// query; one that is in neither is empty.
    pub(crate) fn of(template: &TagTemplate, request: &HttpRequest) -> Self {
        render(template, request.match_info(), request.query_string())
    }

    /// The tag of that text.
    pub(crate) fn named(text: &[u8]) -> Self {
        Self::hash(b"tag     ", text)
    }

    /// The inner tag of everything stored under a path, whatever the query.
    pub(crate) fn uri(path: &str) -> Self {
        Self::hash(b"uri     ", path.as_bytes())
    }

    /// Its key in a store that services share.
    pub(super) fn within(self, group: u64) -> TagKey {
        TagKey {
            group,
            hash: self.0,
        }
    }

    fn hash(kind: &[u8; 8], text: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update(text);
        let mut bits = [0; 16];
        bits.copy_from_slice(&hash.finalize()[..16]);
        Self(u128::from_be_bytes(bits))
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
    fn a_tag_is_the_same_in_every_process_and_every_version() {
        let hash = 0x4a42_9c14_aaa9_cb4f_4d47_5708_6410_8e35;
        assert_eq!(Tag::named(b"orders"), Tag(hash));
    }
}
