//! `body`: how large a request's body may be.

use std::fmt;
use std::str::FromStr;

use crate::words::only;
use crate::{PolicyError, Size};

/// How large a body may be, after decoding; `64KiB` where nothing is said.
///
/// ```
/// use hardpoint_policy::{BodyLimit, Size};
///
/// assert_eq!("1MiB".parse(), Ok(BodyLimit::Max(Size::from_mib(1))));
/// assert_eq!("stream".parse(), Ok(BodyLimit::Stream));
/// assert_eq!(BodyLimit::default().to_string(), "64KiB");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// At most that large; it is read in full before the handler runs.
    Max(Size),
    /// `stream`: handed to the handler as it comes, under the deadline only.
    Stream,
}

impl BodyLimit {
    /// What holds where nothing is said: `64KiB`.
    pub const DEFAULT: Self = Self::Max(Size::from_kib(64));
}

impl Default for BodyLimit {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for BodyLimit {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "a size or `stream`", "64KiB")?;
        if word.text == "stream" {
            return Ok(Self::Stream);
        }
        if !word.text.starts_with(|c: char| c.is_ascii_digit()) {
            let error = word.error(format!(
                "`{}` is no limit of a body: expected a size or `stream`",
                word.text
            ));
            let near = crate::nearest(word.text, ["stream"]).unwrap_or("64KiB");
            return Err(error.help(format!("write `{near}`")));
        }
        Size::read(word).map(Self::Max)
    }
}

impl fmt::Display for BodyLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Max(size) => size.fmt(f),
            Self::Stream => f.write_str("stream"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_or_stream_is_read() {
        assert_eq!("512B".parse(), Ok(BodyLimit::Max(Size::from_bytes(512))));
        assert_eq!(" stream ".parse(), Ok(BodyLimit::Stream));
        assert_eq!(BodyLimit::Stream.to_string(), "stream");
    }

    #[test]
    fn what_is_neither_is_refused() {
        for (text, help) in [
            ("steam", "write `stream`"),
            ("unlimited", "write `64KiB`"),
            ("64KB", "write `64KiB`"),
            ("0B", "write `1B` or more"),
            ("", "write `64KiB`"),
            ("1MiB stream", "write `1MiB`"),
        ] {
            let error = text.parse::<BodyLimit>().unwrap_err();
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }
}
