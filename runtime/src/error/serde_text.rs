//! What may be told of serde's texts: names on the wire and positions, never Rust's types.

use std::borrow::Cow;

use serde::de::value::Error as ValueError;
use serde_json::error::Category;

use super::{Problem, Rejection, Violation};

/// The problem of JSON that was refused: 400 where it cannot be read, 422 where it can.
pub(super) fn explain_json(error: &serde_json::Error) -> Problem {
    let at = Position(error.line(), error.column());
    match error.classify() {
        Category::Io => Rejection::MalformedBody.problem(),
        Category::Eof => Rejection::MalformedJson
            .problem()
            .detail(format!("the body ends in the middle of its JSON{at}")),
        Category::Syntax => Rejection::MalformedJson
            .problem()
            .detail(format!("the body is not JSON{at}")),
        Category::Data => {
            let text = error.to_string();
            let fault = Fault::read(&text);
            Problem::validation_failed(vec![Violation {
                pointer: "#".to_owned(),
                code: Cow::Borrowed(fault.code()),
                detail: format!("{fault}{at}"),
            }])
        }
    }
}

/// `rejection`, with what may be told of why `subject` ("the query") was refused.
pub(super) fn explain(rejection: Rejection, subject: &str, error: &ValueError) -> Problem {
    let problem = rejection.problem();
    let text = error.to_string();
    match Fault::read(&text) {
        Fault::Type | Fault::Invalid => problem,
        fault => problem.detail(format!("{subject} is not as expected: {fault}")),
    }
}

/// What serde found wrong, less everything that only a Rust programmer understands.
#[derive(Debug, PartialEq, Eq)]
enum Fault<'a> {
    Missing(&'a str),
    Unknown(&'a str),
    Duplicate(&'a str),
    Type,
    Invalid,
}

/// The longest name that is told back.
const LONGEST_NAME: usize = 64;

impl<'a> Fault<'a> {
    /// Reads one of the texts of `serde::de::Error`'s constructors.
    fn read(text: &'a str) -> Self {
        let named = |prefix| {
            let (name, _) = text
                .strip_prefix(prefix)?
                .strip_prefix('`')?
                .split_once('`')?;
            let tellable = name.len() <= LONGEST_NAME && !name.contains(char::is_control);
            tellable.then_some(name)
        };
        if let Some(name) = named("missing field ") {
            Self::Missing(name)
        } else if let Some(name) = named("unknown field ") {
            Self::Unknown(name)
        } else if let Some(name) = named("duplicate field ") {
            Self::Duplicate(name)
        } else if text.starts_with("invalid type: ") {
            Self::Type
        } else {
            Self::Invalid
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Unknown(_) => "unknown_field",
            Self::Duplicate(_) => "duplicate_field",
            Self::Type => "type",
            Self::Invalid => "invalid",
        }
    }
}

impl std::fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "`{name}` is missing"),
            Self::Unknown(name) => write!(f, "`{name}` is not known"),
            Self::Duplicate(name) => write!(f, "`{name}` is there twice"),
            Self::Type => f.write_str("a value is of the wrong type"),
            Self::Invalid => f.write_str("a value is not acceptable"),
        }
    }
}

/// Line and column, both from 1; a line of 0 is nowhere.
struct Position(usize, usize);

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self(0, _) => Ok(()),
            Self(line, column) => write!(f, ", at line {line}, column {column}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_wire_are_told_and_types_are_not() {
        let table = [
            ("missing field `sku`", Fault::Missing("sku")),
            (
                "unknown field `skv`, expected `sku` or `quantity` at line 1 column 7",
                Fault::Unknown("skv"),
            ),
            ("duplicate field `sku`", Fault::Duplicate("sku")),
            (
                "invalid type: map, expected struct CreateOrder",
                Fault::Type,
            ),
            ("invalid value: integer `-1`, expected u32", Fault::Invalid),
            ("unknown variant `x`, expected `A`", Fault::Invalid),
            ("invalid digit found in string", Fault::Invalid),
            ("missing field `unterminated", Fault::Invalid),
            ("", Fault::Invalid),
        ];
        for (text, fault) in table {
            assert_eq!(Fault::read(text), fault, "{text}");
        }
    }

    #[test]
    fn a_name_too_long_to_be_one_is_not_told_back() {
        let text = format!("unknown field `{}`", "x".repeat(LONGEST_NAME + 1));
        assert_eq!(Fault::read(&text), Fault::Invalid);
    }
}
