//! How `ApiKeys` are told which keys there are, and where to look for them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{AUTHORIZATION, HeaderName};

use super::key::ApiKey;
use super::{ApiKeys, Kept, Place, list};
use crate::auth::SetupError;
use crate::auth::watched_file::{Parsed, USUAL_INTERVAL, WatchedFile};

/// How [`ApiKeys`] are told which keys there are; see there.
#[derive(Debug)]
#[must_use = "it is made by `build`"]
pub struct ApiKeysBuilder {
    keys: Vec<ApiKey>,
    lists: Vec<String>,
    file: Option<PathBuf>,
    interval: Duration,
    header: String,
    scheme: Option<String>,
}

impl ApiKeysBuilder {
    pub(super) fn new() -> Self {
        Self {
            keys: Vec::new(),
            lists: Vec::new(),
            file: None,
            interval: USUAL_INTERVAL,
            header: "X-Api-Key".to_owned(),
            scheme: None,
        }
    }

    /// One more key.
    pub fn key(mut self, key: ApiKey) -> Self {
        self.keys.push(key);
        self
    }

    /// The keys of a list, in JSON as in a [`file`](Self::file).
    pub fn list(mut self, json: impl Into<String>) -> Self {
        self.lists.push(json.into());
        self
    }

    /// A file with a list of keys, of at most 1 MiB and 10,000 keys, which is read again while the
    /// service runs.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// How often the file is read, every 30 s unless said, when requests come. For a key that is not
    /// in it, it is read sooner, once a second at most.
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// The header that holds the key, `X-Api-Key` unless said.
    pub fn header(mut self, name: impl Into<String>) -> Self {
        self.header = name.into();
        self
    }

    /// The key is not in a header of its own but in `Authorization`, behind this scheme: `ApiKey`, say.
    pub fn scheme(mut self, scheme: impl Into<String>) -> Self {
        self.scheme = Some(scheme.into());
        self
    }

    /// The authenticator.
    ///
    /// # Errors
    /// No keys; a list or a file that cannot be used; an id twice; what is no header's name or no
    /// scheme.
    pub fn build(self) -> Result<ApiKeys, SetupError> {
        let place = self.place()?;
        let mut all = self.keys;
        for text in &self.lists {
            let keys = list::read(text.as_bytes());
            let keys =
                keys.map_err(|why| SetupError::new(format!("the list of API keys {why}")))?;
            all.extend(keys.into_values());
        }
        let keys = list::by_id(all);
        let keys = keys.map_err(|why| SetupError::new(format!("the list of API keys {why}")))?;
        let file = self.file.map(|path| {
            WatchedFile::open(&path, self.interval, |text| {
                list::read(text).map(Parsed::whole)
            })
        });
        let file = file.transpose()?;
        if keys.is_empty() && file.is_none() {
            return Err(SetupError::new(
                "there are no API keys: add `key(…)`, `list(…)` or `file(…)`",
            ));
        }
        Ok(ApiKeys(Arc::new(Kept { place, keys, file })))
    }

    fn place(&self) -> Result<Place, SetupError> {
        let Some(scheme) = &self.scheme else {
            let name = HeaderName::try_from(self.header.as_str()).ok();
            let name = name.filter(|name| *name != AUTHORIZATION);
            return name.map(Place::Header).ok_or_else(|| {
                SetupError::new("API keys are in a header with a name, or behind a `scheme`")
            });
        };
        let is_scheme =
            !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match is_scheme && !scheme.eq_ignore_ascii_case("Bearer") {
            true => Ok(Place::Scheme(scheme.as_str().into())),
            false => Err(SetupError::new(
                "the scheme of API keys is of letters and digits, and not `Bearer`",
            )),
        }
    }
}
