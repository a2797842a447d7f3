//! What serde finds wrong with a value, in the words of JSON instead of Rust's.

use std::fmt;

use serde::de;

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// It is not there.
    Missing,
    /// It is given more than once, and the field is no list.
    Repeated,
    /// It is another type's, or out of that type's range.
    Type(String),
    /// A member of an object is not known.
    Unknown(String),
    /// What the type itself says.
    Other(String),
}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        // The one bounded type that speaks for itself, and of its parser.
        match message.starts_with("UUID parsing failed") {
            true => Self::Type("expected a UUID".to_owned()),
            false => Self::Other(message),
        }
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Type(format!("expected {}", in_json(&expected.to_string())))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::Type(format!("expected {}", in_json(&expected.to_string())))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let listed: Vec<_> = expected.iter().map(|name| format!("`{name}`")).collect();
        Self::Type(match listed.as_slice() {
            [] => "no value is accepted".to_owned(),
            [one] => format!("expected {one}"),
            several => format!("expected one of {}", several.join(", ")),
        })
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown(field.to_owned())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Type(format!("expected an object with `{field}`"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Type(format!("expected `{field}` once"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("this field is required"),
            Self::Repeated => f.write_str("this field is given more than once"),
            Self::Type(text) | Self::Other(text) => f.write_str(text),
            Self::Unknown(name) => write!(f, "`{name}` is not known here"),
        }
    }
}

impl std::error::Error for Mistake {}

/// What serde's visitors say they expect, said of JSON. A name of Rust's does not get through.
fn in_json(expected: &str) -> String {
    let words = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "u128" | "usize" => "a whole number, at least 0",
        "i8" => "a whole number from -128 to 127",
        "i16" => "a whole number from -32768 to 32767",
        "i32" => "a whole number from -2147483648 to 2147483647",
        "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a character" => "a single character",
        "a string" | "a borrowed string" | "string" | "str" => "a string",
        "a sequence" => "a list",
        "a map" => "an object",
        "unit" => "null",
        "option" => "a value or null",
        _ => return in_json_by_kind(expected).to_owned(),
    };
    words.to_owned()
}

fn in_json_by_kind(expected: &str) -> &str {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| expected.starts_with(prefix));
    if starts(&["struct ", "internally tagged", "adjacently tagged", "map "]) {
        "an object"
    } else if starts(&[
        "tuple ",
        "a tuple ",
        "an array ",
        "an empty array",
        "array ",
    ]) {
        "a list of the right length"
    } else if expected.contains(" in sequence") {
        "a list of the right length"
    } else if starts(&["enum ", "variant ", "unit variant"]) {
        "one of the names that are accepted"
    } else if starts(&["a nonzero ", "nonzero "]) {
        "a whole number other than 0"
    } else if expected.contains("::") || expected.contains("struct ") {
        "another kind of value"
    } else {
        expected
    }
}

#[cfg(test)]
mod tests {
    use serde::de::Error as _;

    use super::*;

    #[test]
    fn expectations_are_said_in_the_words_of_json() {
        for (rust, json) in [
            ("u8", "a whole number from 0 to 255"),
            ("f64", "a number"),
            ("struct CreateOrder", "an object"),
            ("struct CreateOrder with 2 elements", "an object"),
            ("tuple struct Pair", "a list of the right length"),
            ("enum Colour", "one of the names that are accepted"),
            ("my::Type", "another kind of value"),
            ("a date", "a date"),
        ] {
            assert_eq!(in_json(rust), json);
        }
    }

    #[test]
    fn the_value_sent_is_not_echoed() {
        let found = de::Unexpected::Str("hunter2");
        let mistake = Mistake::invalid_type(found, &"u8");
        assert_eq!(mistake.to_string(), "expected a whole number from 0 to 255");
        let mistake = Mistake::unknown_variant("hunter2", &["red", "blue"]);
        assert_eq!(mistake.to_string(), "expected one of `red`, `blue`");
    }
}
