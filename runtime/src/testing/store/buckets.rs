//! The buckets of rate limits in a store of tests.

use std::collections::HashMap;

use crate::clock::Moment;
use crate::store::{Bucket, BucketKey, Taken};

/// Of each bucket, when it will be full.
#[derive(Debug, Default)]
pub(super) struct Buckets(HashMap<BucketKey, Moment>);

impl Buckets {
    pub(super) fn take(&mut self, buckets: &[Bucket], at: Moment) -> Taken {
        let missing = buckets.iter().map(|bucket| {
            let full_at = self.0.get(&bucket.key).copied().unwrap_or_default();
            full_at.since(at).min(bucket.size)
        });
        let taken = Taken {
            at,
            missing: missing.collect(),
        };
        for (bucket, missing) in taken.charged(buckets) {
            self.0.insert(bucket.key, at.after(missing));
        }
        taken
    }
}
