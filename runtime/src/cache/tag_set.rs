//! A set of tags, in bounded memory.

use std::collections::HashSet;

use super::tags::Tag;

/// How many are told apart.
const MOST: usize = 4_096;

/// A set of tags; of more than can be told apart it is all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagSet {
    These(HashSet<Tag>),
    All,
}

impl Default for TagSet {
    fn default() -> Self {
        Self::These(HashSet::new())
    }
}

impl TagSet {
    pub(super) fn add(&mut self, tags: impl IntoIterator<Item = Tag>) {
        for tag in tags {
            let Self::These(known) = self else { return };
            if tag == Tag::EVERYTHING || known.len() >= MOST && !known.contains(&tag) {
                *self = Self::All;
            } else {
                known.insert(tag);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::These(tags) if tags.is_empty())
    }

    /// Whether something that carries these `tags` carries one of the set.
    pub(super) fn concerns(&self, tags: &[Tag]) -> bool {
        match self {
            Self::These(known) => tags.iter().any(|tag| known.contains(tag)),
            Self::All => true,
        }
    }

    /// The tags; all of them have one in common.
    pub(super) fn tags(&self) -> Vec<Tag> {
        match self {
            Self::These(known) => known.iter().copied().collect(),
            Self::All => vec![Tag::EVERYTHING],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(count: u32) -> impl Iterator<Item = Tag> {
        (0..count).map(|tag| Tag::named(&tag.to_le_bytes()))
    }

    #[test]
    fn more_than_can_be_told_apart_are_all() {
        let mut set = TagSet::default();
        assert!(set.is_empty());
        set.add(tags(4_096));
        set.add(tags(4_096));
        assert_eq!(set.tags().len(), 4_096);
        let other = Tag::named(b"other");
        assert!(!set.concerns(&[other]));
        set.add([other]);
        assert_eq!(set, TagSet::All);
        assert!(set.concerns(&[]));
        set.add(tags(1));
        assert_eq!(set.tags(), [Tag::EVERYTHING]);
    }
}
