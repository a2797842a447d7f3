//! What a JSON document must be before anybody looks at its meaning, found in one pass.
//!
//! serde_json keeps the last of several equal keys in silence, and each decoder has its own idea
//! of which one counts (RFC 8259 §4); a request that two readers understand differently is refused.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::pointer::{self, ROOT};
use super::report::{Kind, LISTED, Report};

/// How deep lists and objects may be nested.
const DEPTH: usize = 32;

/// How many keys of one object are compared one by one; more go into a set.
const FEW: usize = 12;

/// The document as text, if it is one JSON value in UTF-8, at most [`DEPTH`] deep, in which no
/// object has two equal keys. What is wrong goes into `report`.
pub(crate) fn scan<'a>(document: &'a [u8], report: &mut Report) -> Option<&'a str> {
    let Ok(text) = std::str::from_utf8(document) else {
        report.refuse(Kind::MalformedJson, Cow::Borrowed("the body is not UTF-8"));
        return None;
    };
    if text.starts_with('\u{feff}') {
        let detail = "the body starts with a byte order mark, which JSON does not have";
        report.refuse(Kind::MalformedJson, Cow::Borrowed(detail));
        return None;
    }
    let mut found = Found::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Scan {
        depth: 0,
        found: &mut found,
    }
    .deserialize(&mut json)
    .and_then(|()| json.end());
    match read {
        Ok(()) if found.duplicates.is_empty() => return Some(text),
        Ok(()) => {
            for steps in found.duplicates {
                let at = pointer::join(ROOT, steps.iter().rev().map(AsRef::as_ref));
                report.add(
                    Kind::DuplicateKey,
                    &at,
                    "duplicate_key",
                    "this name is given more than once",
                );
            }
            report.add_unlisted(Kind::DuplicateKey, found.more_duplicates);
        }
        Err(_) if found.too_deep => {
            let detail = format!("the body is nested deeper than {DEPTH} levels");
            report.refuse(Kind::TooDeep, Cow::Owned(detail));
        }
        Err(error) => {
            // serde_json's words for bad syntax are about JSON and hold nothing of the value.
            let detail = format!("the body is not JSON: {error}");
            report.refuse(Kind::MalformedJson, Cow::Owned(detail));
        }
    }
    None
}

/// The steps down to a value, the last one first.
type Steps<'de> = Vec<Cow<'de, str>>;

#[derive(Default)]
struct Found<'de> {
    /// As many as are told; a document may hold more of them than memory should.
    duplicates: Vec<Steps<'de>>,
    more_duplicates: usize,
    too_deep: bool,
}

impl<'de> Found<'de> {
    fn add_duplicate(&mut self, key: Cow<'de, str>) {
        match self.duplicates.len() {
            LISTED => self.more_duplicates += 1,
            _ => self.duplicates.push(vec![key]),
        }
    }

    /// Adds a step above every duplicate that was found since there were `before`.
    fn below(&mut self, before: usize, step: impl FnOnce() -> Cow<'de, str>) {
        if let [first, rest @ ..] = &mut self.duplicates[before..] {
            let step = step();
            for steps in rest {
                steps.push(step.clone());
            }
            first.push(step);
        }
    }
}

struct Scan<'f, 'de> {
    depth: usize,
    found: &'f mut Found<'de>,
}

impl<'de> Scan<'_, 'de> {
    fn inside<E: serde::de::Error>(&mut self) -> Result<Scan<'_, 'de>, E> {
        if self.depth == DEPTH {
            self.found.too_deep = true;
            return Err(E::custom("too deep"));
        }
        Ok(Scan {
            depth: self.depth + 1,
            found: self.found,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! nothing_inside {
    ($($method:ident($($type:ty)?);)*) => {
        $(fn $method<E>(self $(, _: $type)?) -> Result<(), E> {
            Ok(())
        })*
    };
}

impl<'de> Visitor<'de> for Scan<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    nothing_inside! {
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
        visit_str(&str);
        visit_unit();
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let before = self.found.duplicates.len();
            let inside = self.inside()?;
            if list.next_element_seed(inside)?.is_none() {
                return Ok(());
            }
            self.found.below(before, || Cow::Owned(index.to_string()));
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        self.inside::<A::Error>()?;
        let mut keys = Keys::new();
        while let Some(Key(key)) = object.next_key()? {
            if !keys.is_new(&key) {
                self.found.add_duplicate(key.clone());
            }
            let before = self.found.duplicates.len();
            object.next_value_seed(self.inside()?)?;
            self.found.below(before, || key.clone());
            keys.add(key);
        }
        Ok(())
    }
}

/// A key, borrowed where it holds no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

/// The keys of one object. A few are compared one by one, which allocates nothing; many go into
/// a set with a random hash, so that chosen keys cannot make it slow.
struct Keys<'de> {
    few: [Cow<'de, str>; FEW],
    len: usize,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    fn new() -> Self {
        Self {
            few: [const { Cow::Borrowed("") }; FEW],
            len: 0,
            many: HashSet::new(),
        }
    }

    fn is_new(&self, key: &str) -> bool {
        !self.few[..self.len].iter().any(|known| known == key) && !self.many.contains(key)
    }

    fn add(&mut self, key: Cow<'de, str>) {
        match self.few.get_mut(self.len) {
            Some(free) => {
                *free = key;
                self.len += 1;
            }
            None => {
                self.many.insert(key);
            }
        }
    }
}

#[cfg(test)]
mod tests;
