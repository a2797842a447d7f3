//! How a line of the log looks.

use std::fmt;
use std::str::FromStr;

/// How a line of the log looks. As a setting it is `auto`, `json` or `text`.
///
/// ```
/// use hardpoint::logs::LogFormat;
///
/// assert_eq!("json".parse(), Ok(LogFormat::Json));
/// assert!("xml".parse::<LogFormat>().is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogFormat {
    /// As text where a terminal reads it, else in JSON.
    #[default]
    Auto,
    /// One JSON object a line.
    Json,
    /// For a human to read.
    Text,
}

/// A text that names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLogFormat;

impl fmt::Display for UnknownLogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of `auto`, `json`, `text`")
    }
}

impl std::error::Error for UnknownLogFormat {}

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(text: &str) -> Result<Self, UnknownLogFormat> {
        match text.trim_ascii() {
            "auto" => Ok(Self::Auto),
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err(UnknownLogFormat),
        }
    }
}

/// How a line looks, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Json,
    Text {
        /// Whether levels have colours.
        colours: bool,
    },
}

impl Shape {
    pub(super) fn format(self) -> LogFormat {
        match self {
            Self::Json => LogFormat::Json,
            Self::Text { .. } => LogFormat::Text,
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Json => "json",
            Self::Text => "text",
        })
    }
}

impl LogFormat {
    pub(super) fn shape(self, is_terminal: bool) -> Shape {
        match self {
            Self::Json => Shape::Json,
            Self::Auto if !is_terminal => Shape::Json,
            Self::Auto | Self::Text => Shape::Text {
                colours: is_terminal,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_text_unless_told_otherwise() {
        assert_eq!(LogFormat::Auto.shape(false), Shape::Json);
        assert_eq!(LogFormat::Auto.shape(true), Shape::Text { colours: true });
        assert_eq!(LogFormat::Json.shape(true), Shape::Json);
        assert_eq!(LogFormat::Text.shape(false), Shape::Text { colours: false });
    }
}
