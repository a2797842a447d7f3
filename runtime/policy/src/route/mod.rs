//! A route's template: `/orders/{id}`, with actix's `{name}`, `{name:regex}` and `{tail}*`.

mod class;
mod pattern;
mod shape;

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::tags::is_name;
use crate::words::Word;

pub(crate) use shape::shape;
pub use shape::{covers, same_shape};

/// A checked template of a route.
///
/// It is read in the syntax of `actix-router` 0.5, and everything is refused that would make
/// actix panic at start, or that would silently match nothing. A `{name}` matches one segment,
/// `{name:regex}` what the expression matches, `{name}*` the rest of the path.
///
/// An expression is checked for what breaks in plain sight (groups, classes, repetitions, what no
/// engine of actix knows), not in full.
///
/// ```
/// use hardpoint_policy::RoutePath;
///
/// let path: RoutePath = r"/orders/{id:\d+}/files/{tail}*".parse()?;
/// assert_eq!(path.captures(), ["id", "tail"]);
/// assert!("/orders/{id".parse::<RoutePath>().is_err());
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutePath {
    text: String,
    captures: Vec<String>,
}

/// How many captures actix takes in one template.
const MOST_CAPTURES: usize = 16;

impl RoutePath {
    /// The template as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of its captures, in their order.
    pub fn captures(&self) -> &[String] {
        &self.captures
    }
}

impl FromStr for RoutePath {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let whole = Word { text, start: 0 };
        if !text.starts_with('/') {
            return Err(no_slash(whole));
        }
        let mut captures: Vec<String> = Vec::new();
        let mut rest = whole;
        while !rest.text.is_empty() {
            let open = rest.text.find('{').unwrap_or(rest.text.len());
            let literal = rest.part(0, open);
            check_literal(whole, literal)?;
            rest = rest.part(open, rest.text.len());
            if rest.text.is_empty() {
                break;
            }
            let Some(close) = closing_brace(rest.text) else {
                return Err(rest
                    .error(format!("`{}` is not closed: expected `}}`", rest.text))
                    .help(format!("write `{text}}}`")));
            };
            let capture = rest.part(0, close + 1);
            rest = rest.part(close + 1, rest.text.len());
            let is_tail = rest.text == "*";
            let name = check_capture(capture, is_tail)?;
            if captures.iter().any(|other| other == name.text) {
                return Err(name
                    .error(format!("the capture `{}` is there twice", name.text))
                    .help(format!("write `{{{}_2}}`, or another name", name.text)));
            }
            captures.push(name.text.to_owned());
            if captures.len() > MOST_CAPTURES {
                return Err(capture
                    .error(format!(
                        "`{}` is one capture too many: actix takes at most {MOST_CAPTURES}",
                        capture.text
                    ))
                    .help("end the path with `{tail}*`, and take it apart in the handler"));
            }
            if is_tail {
                break;
            }
        }
        Ok(Self {
            text: text.to_owned(),
            captures,
        })
    }
}

impl fmt::Display for RoutePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn no_slash(path: Word<'_>) -> PolicyError {
    if path.text.is_empty() {
        return path
            .error("the path is empty: expected a path that starts with `/`")
            .help("write `/`");
    }
    path.error(format!("`{}` does not start with `/`", path.text))
        .help(format!("write `/{}`", path.text.trim()))
}

/// Checks text between captures: what follows a `{name}`, or stands before one.
fn check_literal(path: Word<'_>, literal: Word<'_>) -> Result<(), PolicyError> {
    let at_end = literal.at().1 == path.text.len();
    for (at, c) in literal.text.char_indices() {
        let place = literal.part(at, at + c.len_utf8());
        let rest = &literal.text[at..];
        if c == '}' {
            return Err(place
                .error(format!("`}}` in `{}` closes nothing", path.text))
                .help("write `{id}`, or remove the `}`"));
        }
        if rest.starts_with("//") {
            return Err(literal
                .part(at, at + 2)
                .error(format!("`//` in `{}` is an empty segment", path.text))
                .help(format!("write `{}`", path.text.replace("//", "/"))));
        }
        if matches!(c, '?' | '#') {
            return Err(place
                .error(format!(
                    "`{c}` cannot stand in a path: a route is found by the path alone"
                ))
                .help(format!("write `{}`", path.text[..place.start].trim_end())));
        }
        if c == '/'
            && let Some(name) = unbraced(&rest[1..])
        {
            let place = literal.part(at + 1, at + 1 + segment(&rest[1..]).len());
            let (before, after) = path.text.split_at(place.start);
            return Err(place
                .error(format!(
                    "`{}` matches only itself: a capture stands in braces",
                    place.text
                ))
                .help(format!(
                    "write `{before}{{{name}}}{}`",
                    &after[place.text.len()..]
                )));
        }
        if c.is_whitespace() || c.is_control() {
            return Err(place
                .error(format!("{c:?} cannot stand in a path"))
                .help("remove it, or match the segment with a capture, `{name}`"));
        }
        if c == '*' && at_end && rest == "*" {
            return Err(place
                .error("a tail without a name is matched by nothing: expected a capture before `*`")
                .help(format!("write `{}{{tail}}*`", &path.text[..place.start])));
        }
    }

    Ok(())
}

/// What is before the next `/`.
fn segment(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

/// The name of a capture in the ways of others: `:id`, `<id>`.
fn unbraced(rest: &str) -> Option<&str> {
    let segment = segment(rest);
    let inside = segment
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inside
        .or_else(|| segment.strip_prefix(':'))
        .filter(|name| is_name(name))
}

/// Checks `{name}` or `{name:regex}`, and gives the name.
fn check_capture(capture: Word<'_>, is_tail: bool) -> Result<Word<'_>, PolicyError> {
    let inside = capture.part(1, capture.text.len() - 1);
    let (name, regex) = match inside.split_once(':') {
        Some((name, regex)) => (name, Some(regex)),
        None => (inside, None),
    };
    if !is_name(name.text) {
        let kept: String = name
            .text
            .chars()
            .map(|c| if c == '-' { '_' } else { c })
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        let write = if is_name(&kept) { kept.as_str() } else { "id" };
        let message = match name.text {
            "" => format!(
                "`{}` has no name: expected letters, digits and `_`, no digit first",
                capture.text
            ),
            name => format!(
                "`{name}` is no name of a capture: expected letters, digits and `_`, no digit first"
            ),
        };
        return Err(capture.error(message).help(match regex {
            Some(regex) => format!("write `{{{write}:{}}}`", regex.text),
            None => format!("write `{{{write}}}`"),
        }));
    }
    if let Some(regex) = regex {
        if is_tail {
            return Err(capture
                .error(format!(
                    "`{}*` is both an expression and a tail: actix takes one of them",
                    capture.text
                ))
                .help(format!("write `{{{}}}*`, or `{}`", name.text, capture.text)));
        }
        pattern::check(name, regex)?;
    }
    Ok(name)
}

/// Where the brace is that closes the one at the start, counting as actix does: every brace, be
/// it escaped or in a class.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests;
