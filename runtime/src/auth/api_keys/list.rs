//! A list of API keys, as a file or a setting holds it.

use std::collections::HashMap;

use serde::Deserialize;

use super::key::{self, ApiKey};
use crate::principal::Principal;

/// How many keys a list may have.
const MOST: usize = 10_000;

/// Keys by their ids.
pub(super) type Keys = HashMap<Box<str>, ApiKey>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    keys: Vec<ListedKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedKey {
    id: String,
    sha256: String,
    principal: String,
    tenant: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    not_after: Option<String>,
}

/// The keys of a list in JSON.
///
/// # Errors
/// What is no such list, has a key that cannot be used, or has an id twice: a list that is not
/// understood to its end may have lost the day on which a key ends.
pub(super) fn read(text: &[u8]) -> Result<Keys, String> {
    let listed: Listed = serde_json::from_slice(text).map_err(|error| {
        // Its words may hold a part of the text, and that may be a secret in the wrong place.
        let (line, column) = (error.line(), error.column());
        format!("is no list of API keys: see line {line}, column {column}")
    })?;
    if listed.keys.len() > MOST {
        return Err(format!("has more than {MOST} keys"));
    }
    by_id(
        listed
            .keys
            .into_iter()
            .map(ListedKey::into_key)
            .collect::<Result<Vec<_>, _>>()?,
    )
}

/// The keys by their ids, each of which must be there once.
pub(super) fn by_id(keys: Vec<ApiKey>) -> Result<Keys, String> {
    let mut all = Keys::with_capacity(keys.len());
    for key in keys {
        if let Some(twice) = all.insert(key.id().into(), key) {
            return Err(format!("has the id `{}` twice", twice.id()));
        }
    }
    Ok(all)
}

impl ListedKey {
    fn into_key(self) -> Result<ApiKey, String> {
        if self.principal.is_empty() {
            return Err(format!("has a key `{}` of nobody", self.id));
        }
        let mut principal = Principal::new(self.principal).with_scopes(self.scopes);
        if let Some(tenant) = self.tenant {
            principal = principal.with_tenant(tenant);
        }
        let key = ApiKey::new(self.id, self.sha256, principal);
        let key = key.map_err(|error| format!("has a key that cannot be used: {error}"))?;
        match self.not_after {
            None => Ok(key),
            Some(last) => match key::day(&last) {
                Some(last) => Ok(key.not_after(last)),
                None => Err(format!(
                    "has a key `{}` with `not_after` that is no date",
                    key.id()
                )),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    #[test]
    fn a_list_says_whose_each_key_is() {
        let text = format!(
            r#"{{"keys":[{{"id":"a_1","sha256":"{HASH}","principal":"ada"}},
                {{"id":"a_2","sha256":"{HASH}","principal":"ada","tenant":"acme","scopes":["r"],"not_after":"2027-01-01"}}]}}"#
        );
        let keys = read(text.as_bytes()).expect("a list");
        assert_eq!(*keys["a_1"].principal(), Principal::new("ada"));
        let second = Principal::new("ada").with_tenant("acme").with_scopes(["r"]);
        assert_eq!(*keys["a_2"].principal(), second);
        assert!(read(br#"{"keys":[]}"#).expect("none").is_empty());
    }

    #[test]
    fn a_list_that_is_not_understood_to_its_end_is_refused() {
        let one = format!(r#""id":"a","sha256":"{HASH}","principal":"ada""#);
        for text in [
            "".to_owned(),
            "{}".to_owned(),
            "[]".to_owned(),
            format!(r#"{{"keys":[{{{one},"notafter":"2027-01-01"}}]}}"#),
            format!(r#"{{"keys":[{{{one},"not_after":"soon"}}]}}"#),
            format!(r#"{{"keys":[{{{one},"id":"b"}}]}}"#),
            format!(r#"{{"keys":[{{{one}}},{{{one}}}]}}"#),
            format!(r#"{{"keys":[{{{one}}}],"more":1}}"#),
            format!(r#"{{"keys":[{{{one}}}]"#),
            r#"{"keys":[{"id":"a","sha256":"hunter2","principal":"ada"}]}"#.to_owned(),
            format!(r#"{{"keys":[{{"id":"a","sha256":"{HASH}","principal":""}}]}}"#),
        ] {
            let why = read(text.as_bytes()).expect_err(&text);
            assert!(!why.contains("hunter2"), "{why}");
        }
    }
}
