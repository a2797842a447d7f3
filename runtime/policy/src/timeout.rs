//! `timeout`: how long a request may take.

use std::borrow::Cow;

use crate::Duration;

/// How long a request may take, from its head to its answer; `30s` where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timeout {
    /// At most this long.
    After(Duration),
    /// As long as it takes, for the reason given (`none because:…`).
    None {
        /// Why no limit is right here; words after `because:`, which take the rest of the text.
        because: Cow<'static, str>,
    },
}
