//! Stamps: when each tag was last invalidated, and how long that is known to be the whole truth.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::RwLock;

use super::tags::Tag;
use crate::clock::Moment;

/// When something began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Birth {
    /// After which invalidation.
    pub(super) stamp: u64,
    /// When, by the clock.
    pub(super) at: Moment,
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
    trust: Option<Trust>,
}

#[derive(Debug)]
struct Past {
    // Hashed anew: whoever chooses the text of a tag must not choose its place as well.
    stamps: HashMap<Tag, u64, RandomState>,
    floor: u64,
}

/// How far the stamps can be trusted, where others invalidate, too.
#[derive(Debug)]
struct Trust {
    longest: Duration,
    /// Everything that others have announced until then is known here.
    verified: AtomicU64,
}

impl Stamps {
    /// Stamps for at most that many tags, each some 32 bytes. Nobody else invalidates.
    pub(super) fn new(most: usize) -> Self {
        Self {
            now: AtomicU64::new(0),
            past: RwLock::new(Past {
                stamps: HashMap::default(),
                floor: 0,
            }),
            most,
            trust: None,
        }
    }

    /// The same, where others invalidate, too: what is not [verified](Self::verify) is believed for
    /// `longest`.
    pub(super) fn trusted_for(mut self, longest: Duration) -> Self {
        self.trust = Some(Trust {
            longest,
            verified: AtomicU64::new(0),
        });
        self
    }

    /// The latest stamp.
    pub(super) fn latest(&self) -> u64 {
        self.now.load(Ordering::Acquire)
    }

    /// The birth of what begins now.
    pub(super) fn birth(&self, now: Moment) -> Birth {
        Birth {
            stamp: self.latest(),
            at: now,
        }
    }

    /// Puts everything that carries one of the `tags` and began before out of date.
    pub(super) fn stamp(&self, tags: &[Tag]) {
        let mut past = self.past.write();
        // Only under the lock is it written.
        let stamp = self.now.load(Ordering::Relaxed) + 1;
        for tag in tags {
            if *tag == Tag::EVERYTHING {
                past.stamps.clear();
                past.floor = stamp;
            } else {
                past.stamps.insert(*tag, stamp);
            }
        }
        if past.stamps.len() > self.most {
            past.forget_older_half();
        }
        // After the map, so that whoever sees the new time finds the stamp, too.
        self.now.store(stamp, Ordering::Release);
    }

    /// Everything that others have announced until `through` has been stamped.
    pub(super) fn verify(&self, through: Moment) {
        if let Some(trust) = &self.trust {
            // After the stamps, so that whoever sees it sees them, too.
            trust
                .verified
                .fetch_max(through.as_nanos(), Ordering::Release);
        }
    }

    /// Whether the stamps can be trusted at `now` for what began `at`.
    ///
    /// To be asked before the stamps are looked at: the other way round, what is verified in
    /// between would vouch for stamps that were read before they came.
    #[inline]
    pub(super) fn are_trusted(&self, at: Moment, now: Moment) -> bool {
        match &self.trust {
            None => true,
            Some(trust) => trust.covers(at, now),
        }
    }

    /// Whether nothing of this birth and these tags has been invalidated since, as far as it is
    /// known here.
    pub(super) fn hold(&self, birth: Birth, tags: &[Tag]) -> bool {
        let past = self.past.read();
        birth.stamp >= past.floor
            && tags.iter().all(|tag| {
                past.stamps
                    .get(tag)
                    .is_none_or(|stamp| *stamp <= birth.stamp)
            })
    }
}

impl Trust {
    fn covers(&self, at: Moment, now: Moment) -> bool {
        let verified = Moment::from_nanos(self.verified.load(Ordering::Acquire));
        now.since(at.max(verified)) <= self.longest
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
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn birth(stamps: &Stamps) -> Birth {
        stamps.birth(Moment::default())
    }

    #[test]
    fn what_is_not_verified_is_believed_for_so_long() {
        let stamps = Stamps::new(16).trusted_for(2 * SECOND);
        let at = |seconds: u32| Moment::default().after(seconds * SECOND);
        assert!(stamps.are_trusted(at(5), at(7)));
        assert!(!stamps.are_trusted(at(5), at(8)));
        stamps.verify(at(6));
        assert!(stamps.are_trusted(at(5), at(8)));
        assert!(stamps.are_trusted(at(1), at(8)));
        assert!(!stamps.are_trusted(at(5), at(9)));
        assert!(stamps.are_trusted(at(9), at(9)));
        stamps.verify(at(3));
        assert!(stamps.are_trusted(at(5), at(8)), "it does not go back");
    }

    #[test]
    fn alone_one_is_always_trusted() {
        let (first, last) = (Moment::default(), Moment::from_nanos(u64::MAX));
        assert!(Stamps::new(16).are_trusted(first, last));
    }

    #[test]
    fn everything_is_out_of_date_at_once() {
        let stamps = Stamps::new(16);
        let before = birth(&stamps);
        stamps.stamp(&[Tag::EVERYTHING]);
        assert!(!stamps.hold(before, &[]));
        assert!(stamps.hold(birth(&stamps), &[Tag::named(b"one")]));
    }

    #[test]
    fn what_began_before_the_stamp_is_out_of_date_and_what_began_after_is_not() {
        let stamps = Stamps::new(16);
        let (one, two) = (Tag::named(b"one"), Tag::named(b"two"));
        let before = birth(&stamps);
        stamps.stamp(&[one]);
        assert!(!stamps.hold(before, &[two, one]));
        assert!(stamps.hold(before, &[two]));
        assert!(stamps.hold(birth(&stamps), &[one]));
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
                let birth = birth(&stamps);
                stamps.stamp(&[*tag]);
                birth
            })
            .collect();
        for (tag, birth) in tags.iter().zip(births) {
            assert!(!stamps.hold(birth, &[*tag]));
        }
        assert!(stamps.hold(birth(&stamps), &tags));
        assert!(stamps.past.read().stamps.len() <= 8);
    }
}
