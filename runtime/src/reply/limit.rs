//! How many items a client wants on a page.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};

use crate::request::Bounded;

/// How many items a client wants on a page: 1 to 100, and 20 where it does not say. Anything else is
/// a 422.
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::PageLimit;
///
/// #[derive(ApiRequest)]
/// #[api(query)]
/// struct List {
///     #[api(default)]
///     #[garde(skip)]
///     limit: PageLimit,
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit(u8);

/// 20.
impl Default for PageLimit {
    fn default() -> Self {
        Self(20)
    }
}

impl PageLimit {
    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.into()
    }

    /// One more, as a database is asked for it: whether there is a next page is then known without
    /// a second query.
    #[must_use]
    pub fn and_one_more(self) -> i64 {
        i64::from(self.0) + 1
    }
}

#[diagnostic::do_not_recommend]
impl Bounded for PageLimit {}

impl<'de> Deserialize<'de> for PageLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            limit @ 1..=100 => Ok(Self(limit as u8)),
            _ => Err(D::Error::custom("expected a whole number from 1 to 100")),
        }
    }
}

impl fmt::Display for PageLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
