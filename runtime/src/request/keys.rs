//! The bound on the keys of a map, for which `garde` has no rule.

use std::collections::{BTreeMap, HashMap};

/// A map of text to something.
pub trait Keys {
    /// The length of its longest key, in bytes.
    fn longest_key(&self) -> usize;
}

impl<K: AsRef<str>, V, S> Keys for HashMap<K, V, S> {
    fn longest_key(&self) -> usize {
        longest(self.keys())
    }
}

impl<K: AsRef<str>, V> Keys for BTreeMap<K, V> {
    fn longest_key(&self) -> usize {
        longest(self.keys())
    }
}

impl<M: Keys> Keys for Option<M> {
    fn longest_key(&self) -> usize {
        self.as_ref().map_or(0, Keys::longest_key)
    }
}

fn longest<'a, K: AsRef<str> + 'a>(keys: impl Iterator<Item = &'a K>) -> usize {
    keys.map(|key| key.as_ref().len()).max().unwrap_or_default()
}

/// The rule behind `#[api(keys = …)]`: no key is longer than that many bytes.
pub fn keys_at_most<M: Keys>(max: usize) -> impl Fn(&M, &()) -> garde::Result {
    move |map, ()| match map.longest_key() {
        longest if longest > max => Err(garde::Error::new(format_args!(
            "must have keys of at most {max} bytes"
        ))),
        _ => Ok(()),
    }
}
