//! What every store of answers must pass.

use std::cell::Cell;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;

use crate::clock::Clock;
use crate::store::{CacheStore, EntryKey, Found, Looked, Stamp, TagKey};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);

/// Checks what a [`CacheStore`] promises, in about a second.
///
/// Among other things, readers that fill what they miss race with writers who invalidate; the seed
/// of the race is in the message where an answer comes back that was out of date.
///
/// # Panics
///
/// Where a promise is broken.
pub async fn cache(store: &impl CacheStore) {
    what_was_put_is_found_whole(store).await;
    a_later_entry_takes_the_place_of_an_earlier(store).await;
    a_stamp_stays_until_its_tag_is_invalidated(store).await;
    what_was_put_before_an_invalidation_is_not_found(store).await;
    what_began_before_an_invalidation_does_not_come_back(store).await;
    what_was_put_with_a_stamp_that_is_lost_is_not_found(store).await;
    tags_of_different_groups_are_different(store).await;
    an_entry_ends(store).await;
    for _ in 0..4 {
        nothing_old_is_found_in_a_race(store, fastrand::u64(..)).await;
    }
}

async fn what_was_put_is_found_whole(store: &impl CacheStore) {
    let group = fastrand::u64(..);
    for (size, tags) in [(0, 1), (1, 2), (300_000, 12)] {
        let (key, tags) = (key(), tags_of(group, tags));
        let entry: Bytes = (0..size)
            .map(|_| fastrand::u8(..))
            .collect::<Vec<u8>>()
            .into();
        let before = look(store, key, &tags).await;
        assert!(before.found.is_none(), "nothing is found that nobody put");
        put(store, key, &entry, &tags, &before.stamps, HOUR).await;
        let Some(Found { entry: found, left }) = look(store, key, &tags).await.found else {
            panic!("what was put is found");
        };
        assert_eq!(found, entry, "an entry is found as it was put");
        assert!(
            left <= HOUR && left > HOUR - 60 * SECOND,
            "a store says how much is left of an entry's time, not {left:?}"
        );
    }
}

async fn a_later_entry_takes_the_place_of_an_earlier(store: &impl CacheStore) {
    let (key, tags) = (key(), tags_of(fastrand::u64(..), 2));
    let stamps = look(store, key, &tags).await.stamps;
    for entry in ["one", "another"] {
        put(store, key, &Bytes::from(entry), &tags, &stamps, HOUR).await;
        let found = look(store, key, &tags).await.found;
        let found = found.expect("what was put is found").entry;
        assert_eq!(
            found, entry,
            "a later entry takes the place of an earlier one"
        );
    }
}

async fn a_stamp_stays_until_its_tag_is_invalidated(store: &impl CacheStore) {
    let (key, tags) = (key(), tags_of(fastrand::u64(..), 3));
    let first = look(store, key, &tags).await.stamps;
    let second = look(store, key, &tags).await.stamps;
    assert_eq!(first, second, "a stamp stays as long as its tag");
    invalidate(store, &tags[1..2]).await;
    let third = look(store, key, &tags).await.stamps;
    assert_ne!(third[1], first[1], "an invalidated tag has another stamp");
    let others = [(third[0], first[0]), (third[2], first[2])];
    assert!(
        others.iter().all(|(after, before)| after == before),
        "the others have theirs"
    );
    invalidate(store, &tags).await;
    let fourth = look(store, key, &tags).await.stamps;
    let all = [&first[..], &third[1..2], &fourth].concat();
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one), "a stamp never comes back");
    }
}

async fn what_was_put_before_an_invalidation_is_not_found(store: &impl CacheStore) {
    let group = fastrand::u64(..);
    let tags = tags_of(group, 2);
    let (one, other) = (key(), key());
    let stamps = look(store, one, &tags).await.stamps;
    let entry = Bytes::from("entry");
    put(store, one, &entry, &tags, &stamps, HOUR).await;
    put(store, other, &entry, &tags[..1], &stamps[..1], HOUR).await;
    invalidate(store, &tags[1..]).await;
    assert!(
        look(store, one, &tags).await.found.is_none(),
        "what was put before an invalidation is not found after it"
    );
    assert!(
        look(store, other, &tags[..1]).await.found.is_some(),
        "what has other tags is"
    );
}

async fn what_began_before_an_invalidation_does_not_come_back(store: &impl CacheStore) {
    let (key, tags) = (key(), tags_of(fastrand::u64(..), 2));
    let before = look(store, key, &tags).await.stamps;
    invalidate(store, &tags[..1]).await;
    put(store, key, &Bytes::from("old"), &tags, &before, HOUR).await;
    let after = look(store, key, &tags).await;
    assert!(
        after.found.is_none(),
        "an entry that was begun before an invalidation does not come back after it"
    );
    put(store, key, &Bytes::from("new"), &tags, &after.stamps, HOUR).await;
    assert!(
        look(store, key, &tags).await.found.is_some(),
        "one that was begun after it is found"
    );
}

async fn what_was_put_with_a_stamp_that_is_lost_is_not_found(store: &impl CacheStore) {
    let (key, tags) = (key(), tags_of(fastrand::u64(..), 2));
    let mut stamps = look(store, key, &tags).await.stamps;
    stamps[1] = Stamp::random();
    put(store, key, &Bytes::from("lost"), &tags, &stamps, HOUR).await;
    assert!(
        look(store, key, &tags).await.found.is_none(),
        "what was put with a stamp that is lost is not found"
    );
}

async fn tags_of_different_groups_are_different(store: &impl CacheStore) {
    let ours = tags_of(fastrand::u64(..), 1);
    let theirs = ours.iter().map(|tag| TagKey {
        group: tag.group ^ 1,
        ..*tag
    });
    let theirs: Vec<TagKey> = theirs.collect();
    let key = key();
    let before = look(store, key, &ours).await.stamps;
    invalidate(store, &theirs).await;
    let after = look(store, key, &ours).await.stamps;
    assert_eq!(
        before, after,
        "tags that differ in their group alone are two"
    );
}

async fn an_entry_ends(store: &impl CacheStore) {
    let (key, tags) = (key(), tags_of(fastrand::u64(..), 1));
    let stamps = look(store, key, &tags).await.stamps;
    let ttl = SECOND / 20;
    put(store, key, &Bytes::from("brief"), &tags, &stamps, ttl).await;
    if let Some(Found { left, .. }) = look(store, key, &tags).await.found {
        assert!(
            left <= ttl,
            "no more is left of an entry's time than it has"
        );
    }
    Clock::system().sleep(2 * ttl).await;
    assert!(
        look(store, key, &tags).await.found.is_none(),
        "an entry is not found after its time"
    );
}

/// Readers fill what they miss with the latest value there is when they begin, and take their time;
/// writers make a new one and invalidate.
async fn nothing_old_is_found_in_a_race(store: &impl CacheStore, seed: u64) {
    let group = fastrand::u64(..);
    let tags = tags_of(group, 3);
    let key = key();
    let (written, acknowledged, hits) = (Cell::new(0_u64), Cell::new(0), Cell::new(0_u32));
    let (tags, written, acknowledged, hits) = (&tags, &written, &acknowledged, &hits);
    let reader = |turn: u64| async move {
        let mut random = fastrand::Rng::with_seed(seed ^ turn);
        for _ in 0..40 {
            let due = acknowledged.get();
            let looked = look(store, key, tags).await;
            let Some(found) = looked.found else {
                let value = written.get();
                pause(&mut random).await;
                let entry = Bytes::copy_from_slice(&value.to_be_bytes());
                put(store, key, &entry, tags, &looked.stamps, HOUR).await;
                continue;
            };
            hits.set(hits.get() + 1);
            let value = u64::from_be_bytes(found.entry[..].try_into().unwrap_or_default());
            assert!(
                value >= due,
                "{value} is found after {due} was acknowledged (seed {seed})"
            );
        }
    };
    let writer = |turn: usize| async move {
        let mut random = fastrand::Rng::with_seed(seed ^ 0xFF00 ^ turn as u64);
        for _ in 0..15 {
            pause(&mut random).await;
            let value = written.get() + 1;
            written.set(value);
            invalidate(store, &tags[turn % 3..=turn % 3]).await;
            acknowledged.set(acknowledged.get().max(value));
        }
    };
    let readers = join_all((0..8).map(reader));
    futures_util::future::join(readers, join_all((0..2).map(writer))).await;
    assert!(hits.get() > 0, "what nobody invalidates is found");
}

async fn pause(random: &mut fastrand::Rng) {
    if random.bool() {
        let pause = Duration::from_micros(random.u64(0..1_000));
        Clock::system().sleep(pause).await;
    }
}

async fn look(store: &impl CacheStore, key: EntryKey, tags: &[TagKey]) -> Looked {
    let looked = store.look(key, tags).await;
    let looked = looked.unwrap_or_else(|error| panic!("a store that is there answers: {error}"));
    assert_eq!(
        looked.stamps.len(),
        tags.len(),
        "a store says the stamp of every tag"
    );
    looked
}

async fn put(
    store: &impl CacheStore,
    key: EntryKey,
    entry: &Bytes,
    tags: &[TagKey],
    stamps: &[Stamp],
    ttl: Duration,
) {
    let seen: Vec<(TagKey, Stamp)> = tags.iter().copied().zip(stamps.iter().copied()).collect();
    let put = store.put(key, entry.clone(), &seen, ttl).await;
    put.unwrap_or_else(|error| panic!("a store that is there keeps what it is given: {error}"));
}

async fn invalidate(store: &impl CacheStore, tags: &[TagKey]) {
    let done = store.invalidate(tags).await;
    done.unwrap_or_else(|error| panic!("a store that is there invalidates: {error}"));
}

/// A key that nobody has used.
fn key() -> EntryKey {
    let mut bytes = [0; 32];
    fastrand::fill(&mut bytes);
    EntryKey(bytes)
}

/// Tags that nobody has used.
fn tags_of(group: u64, count: usize) -> Vec<TagKey> {
    let tag = |_| TagKey {
        group,
        hash: fastrand::u128(..),
    };
    (0..count).map(tag).collect()
}

#[cfg(test)]
mod tests;
