//! Where a client is in a list.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde::{Deserialize as FromJson, Serialize};

use crate::context::RequestContext;
use crate::manners::CursorKey;
use crate::request::Bounded;

/// Where a client is in a list: the key of an item, and which way it goes from there.
///
/// To the client it is opaque, and signed: it is good at the endpoint that handed it out, and any
/// other is a 422. What is in it can be read by whoever looks, so that a key should hold nothing
/// that the item itself does not show.
///
/// It is the field `cursor` of a list's query; [`Page`](super::Page) hands them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<K> {
    key: K,
    toward: Toward,
}

/// Which way a client goes through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "lowercase")]
pub enum Toward {
    /// To what comes after the key.
    Next,
    /// Back, to what comes before it: the rows are wanted in the reverse order.
    Previous,
}

/// The longest cursor that is looked at, in bytes.
const LONGEST: usize = 1024;

impl<K> Cursor<K> {
    pub(super) const fn new(key: K, toward: Toward) -> Self {
        Self { key, toward }
    }

    /// The key of the item from which the client goes on.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Which way.
    pub fn toward(&self) -> Toward {
        self.toward
    }
}

impl<K: Serialize> Cursor<K> {
    /// As the client has it; nothing outside of a request, or where the key cannot be written.
    pub(super) fn to_text(&self) -> Option<String> {
        let context = RequestContext::current()?;
        let bytes = serde_json::to_vec(&(self.toward, &self.key)).ok()?;
        let signature = signed_by(&context).sign([context.spec().name.as_bytes(), &bytes]);
        let text = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(bytes),
            URL_SAFE_NO_PAD.encode(signature)
        );
        (text.len() <= LONGEST).then_some(text)
    }
}

fn signed_by(context: &RequestContext) -> &'static CursorKey {
    &context.manners().cursors
}

fn read<K: DeserializeOwned>(text: &str) -> Option<Cursor<K>> {
    let context = RequestContext::current()?;
    if text.len() > LONGEST {
        return None;
    }
    let (bytes, signature) = text.split_once('.')?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let parts = [context.spec().name.as_bytes(), &*bytes];
    if !signed_by(&context).is_signed(parts, &signature) {
        return None;
    }
    let (toward, key) = serde_json::from_slice(&bytes).ok()?;
    Some(Cursor { key, toward })
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Cursor<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read(&text).ok_or_else(|| D::Error::custom("expected a cursor that this list handed out"))
    }
}

#[diagnostic::do_not_recommend]
impl<K: DeserializeOwned> Bounded for Cursor<K> {}

impl fmt::Display for Toward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Next => "next",
            Self::Previous => "previous",
        })
    }
}
