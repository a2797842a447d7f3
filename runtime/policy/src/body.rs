//! `body`: how large a request's body may be.

use crate::Size;

/// How large a body may be, after decoding; `64KiB` where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// At most that large; it is read in full before the handler runs.
    Max(Size),
    /// `stream`: handed to the handler as it comes, under the deadline only.
    Stream,
}
