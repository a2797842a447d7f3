//! The cached answers in a store of tests.

use std::collections::HashMap;

use bytes::Bytes;

use crate::clock::Moment;
use crate::store::{EntryKey, Found, Looked, Stamp, TagKey};

/// The stamps of tags, and the answers that were put with them.
#[derive(Debug, Default)]
pub(super) struct Answers {
    stamps: HashMap<TagKey, Stamp>,
    entries: HashMap<EntryKey, Entry>,
}

#[derive(Debug)]
struct Entry {
    seen: Vec<Stamp>,
    bytes: Bytes,
    ends: Moment,
}

impl Answers {
    pub(super) fn look(&mut self, key: EntryKey, tags: &[TagKey], now: Moment) -> Looked {
        let stamp = |tag: &TagKey| *self.stamps.entry(*tag).or_insert_with(Stamp::random);
        let stamps: Vec<Stamp> = tags.iter().map(stamp).collect();
        let good = |entry: &&Entry| now < entry.ends && entry.seen == stamps;
        let found = self.entries.get(&key).filter(good).map(|entry| Found {
            entry: entry.bytes.clone(),
            left: entry.ends.since(now),
        });
        Looked { stamps, found }
    }

    pub(super) fn put(
        &mut self,
        key: EntryKey,
        bytes: Bytes,
        seen: &[(TagKey, Stamp)],
        ends: Moment,
    ) {
        let seen = seen.iter().map(|(_, stamp)| *stamp).collect();
        self.entries.insert(key, Entry { seen, bytes, ends });
    }

    pub(super) fn invalidate(&mut self, tags: &[TagKey]) {
        for tag in tags {
            self.stamps.remove(tag);
        }
    }
}
