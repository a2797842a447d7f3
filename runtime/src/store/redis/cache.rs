//! Answers in Redis or Valkey: an entry is one string, the stamp of a tag another.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::future::{try_join, try_join_all};
use redis::{Pipeline, Script};
use sha2::{Digest, Sha256};

use super::handle::Redis;
use crate::store::{CacheStore, EntryKey, Found, Looked, Stamp, StoreError, TagKey};

/// How long a stamp is kept that nothing relies on yet: longer than any answer should take to make.
const UNUSED: Duration = Duration::from_secs(600);

/// The scripts.
#[derive(Clone)]
pub(super) struct Scripts {
    stamps: Script,
    keep: Script,
    pub(super) tell: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            stamps: Script::new(include_str!("stamps.lua")),
            keep: Script::new(include_str!("keep.lua")),
            tell: Script::new(include_str!("tell.lua")),
        }
    }
}

/// A look is one round trip, in which the entry and the stamps are asked for apart, for in a cluster
/// they may be on different servers. In which order they are read does not matter: while a stamp is
/// the one that an entry was put with, the entry holds.
///
/// The stamps that are given out are hashes of what is kept and of who keeps it: the server's
/// `run_id` and `master_replid`. A server that was restarted from old data, or promoted without the
/// latest of them, keeps old stamps, but is another server; so nothing that was put before holds.
/// Its user must be allowed to ask it for `INFO`.
///
/// An invalidation takes the stamp away, and whoever looks next draws another: nothing is left of
/// tags that nobody asks for. A stamp lasts as long as the longest entry that relies on it.
impl CacheStore for Redis {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        let mut entry = Pipeline::new();
        let name = key.to_string();
        entry.cmd("GET").arg(&name).cmd("PTTL").arg(&name);
        let entry = self.line.query::<(Option<Vec<u8>>, i64)>(&entry);
        let ((kept, left), stamps) = try_join(entry, self.stamps(tags)).await?;
        let found = kept.and_then(|kept| {
            let entry = good_as(Bytes::from(kept), &stamps)?;
            // Gone between the two commands, or kept for ever, which nothing of ours is.
            let left = Duration::from_millis(u64::try_from(left).ok()?);
            Some(Found { entry, left })
        });
        Ok(Looked { stamps, found })
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> Result<(), StoreError> {
        let Ok(count) = u8::try_from(seen.len()) else {
            return Err(StoreError::new("an entry of more than 255 tags"));
        };
        let mut kept = BytesMut::with_capacity(1 + 16 * seen.len() + entry.len());
        kept.put_u8(count);
        seen.iter().for_each(|(_, stamp)| kept.put_u128(stamp.0));
        kept.put(entry);
        let millis = millis(ttl);
        let mut set = Pipeline::new();
        set.cmd("SET").arg(key.to_string()).arg(&kept[..]);
        set.arg("PX").arg(millis).ignore();
        let mut last = self.scripts.keep.prepare_invoke();
        last.arg(millis);
        for (tag, _) in seen {
            last.key(tag.to_string());
        }
        let set = self.line.query::<()>(&set);
        try_join(set, self.line.run::<()>(&last)).await.map(drop)
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        // In pieces, so that nobody else has to wait for long.
        let pieces = tags.chunks(256).map(async |tags| {
            let mut forget = Pipeline::new();
            forget.cmd("DEL");
            for tag in tags {
                forget.arg(tag.to_string());
            }
            forget.ignore();
            self.line.query::<()>(&forget).await
        });
        try_join_all(pieces).await.map(drop)
    }
}

impl Redis {
    async fn stamps(&self, tags: &[TagKey]) -> Result<Vec<Stamp>, StoreError> {
        if tags.is_empty() {
            return Ok(Vec::new());
        }
        let mut call = self.scripts.stamps.prepare_invoke();
        call.arg(millis(UNUSED));
        for tag in tags {
            call.key(tag.to_string());
            call.arg(format!("{:032x}", Stamp::random().0));
        }
        let answer: Vec<Vec<u8>> = self.line.run(&call).await?;
        match answer.split_first() {
            Some((server, kept)) if kept.len() == tags.len() => {
                Ok(kept.iter().map(|kept| stamp(server, kept)).collect())
            }
            _ => Err(StoreError::new("it answers what was not asked")),
        }
    }
}

/// What is given out for a stamp that a server keeps.
fn stamp(server: &[u8], kept: &[u8]) -> Stamp {
    let hash = Sha256::new().chain_update(server).chain_update(kept);
    let mut bits = [0; 16];
    bits.copy_from_slice(&hash.finalize()[..16]);
    Stamp(u128::from_be_bytes(bits))
}

/// The entry in what is kept, if it was put with these stamps.
fn good_as(mut kept: Bytes, stamps: &[Stamp]) -> Option<Bytes> {
    let length = 1 + 16 * stamps.len();
    let (count, seen) = kept.get(..length)?.split_first()?;
    let seen = seen.chunks_exact(16);
    let is_good = usize::from(*count) == stamps.len()
        && seen
            .zip(stamps)
            .all(|(seen, stamp)| *seen == stamp.0.to_be_bytes());
    is_good.then(|| kept.split_off(length))
}

/// At least one: Redis takes no others.
fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis())
        .unwrap_or(u64::MAX >> 12)
        .clamp(1, u64::MAX >> 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_as_good_as_its_stamps() {
        let mut kept = vec![2];
        kept.extend([7_u128, 9].iter().flat_map(|stamp| stamp.to_be_bytes()));
        kept.extend(b"entry");
        let kept = Bytes::from(kept);
        let stamps = |of: &[u128]| of.iter().map(|stamp| Stamp(*stamp)).collect::<Vec<_>>();
        let good = |of: &[u128]| good_as(kept.clone(), &stamps(of));
        assert_eq!(good(&[7, 9]).as_deref(), Some(&b"entry"[..]));
        for other in [&[7, 8][..], &[9, 7], &[7], &[7, 9, 9], &[]] {
            assert_eq!(good(other), None);
        }
        assert_eq!(good_as(Bytes::new(), &[]), None);
    }

    #[test]
    fn what_another_server_keeps_is_another_stamp() {
        assert_eq!(stamp(b"one", b"kept"), stamp(b"one", b"kept"));
        assert_ne!(stamp(b"one", b"kept"), stamp(b"two", b"kept"));
    }
}
