//! Regular expressions in captures, checked for what breaks in plain sight.
//!
//! actix compiles them with `regex-lite`, or with `regex` under its feature `unicode`; here is no
//! dependency on either. What is refused here is refused by at least one of them, or would add
//! captures; what is let through may still be refused by actix at start (`\p{L}` by
//! `regex-lite`, for one, or what compiles to too large a machine).

use super::class::{class_end, escape};
use crate::PolicyError;
use crate::words::Word;

/// How deep groups may nest; `regex-lite` takes a little more.
const DEEPEST: usize = 40;

/// Checks the expression of the capture called `name`.
pub(super) fn check(name: Word<'_>, regex: Word<'_>) -> Result<(), PolicyError> {
    let name = name.text;
    if regex.text.is_empty() {
        return Err(regex
            .error(format!("the expression of `{{{name}:}}` is empty"))
            .help(format!("write `{{{name}}}`")));
    }
    let mut groups: Vec<usize> = Vec::new();
    // Whether there is something for `*`, `+`, `?` and `{n}` to repeat.
    let mut repeatable = false;
    let mut at = 0;
    while let Some(c) = regex.text[at..].chars().next() {
        let start = at;
        let rest = &regex.text[at..];
        at += c.len_utf8();
        match c {
            '\\' => at = escape(regex, start)?.1,
            '[' => at = class_end(regex, start)?,
            '(' => {
                let (length, opens) = group(regex, start)?;
                at += length;
                if opens {
                    groups.push(start);
                }
                if groups.len() > DEEPEST {
                    return Err(regex
                        .part(start, at)
                        .error(format!("`(` nests deeper than {DEEPEST} groups"))
                        .help("write a simpler expression, or check in the handler"));
                }
                repeatable = false;
                continue;
            }
            // Closes the group that was opened last.
            ')' if groups.pop().is_some() => {}
            ')' => {
                return Err(regex
                    .part(start, at)
                    .error(format!("`)` in `{}` closes no group", regex.text))
                    .help("write `\\)` for the character, or remove it"));
            }
            '|' => {
                repeatable = false;
                continue;
            }
            '*' | '+' | '?' | '{' if !repeatable => {
                return Err(regex
                    .part(start, at)
                    .error(format!("`{c}` in `{}` repeats nothing", regex.text))
                    .help(format!(
                        "write `\\{c}` for the character, or something before it"
                    )));
            }
            '{' => at += repetition(regex, start, rest)?,
            _ => {}
        }
        repeatable = true;
    }
    match groups.last() {
        Some(&open) => Err(regex
            .part(open, regex.text.len())
            .error(format!("`(` in `{}` is not closed", regex.text))
            .help(format!("write `{{{name}:{})}}`", regex.text))),
        None => Ok(()),
    }
}

/// How long what belongs to a `(` is behind it (`?:`, `?i:`, `?i)`), and whether a group is opened
/// at all: `(?i)` is a switch.
fn group(regex: Word<'_>, start: usize) -> Result<(usize, bool), PolicyError> {
    let rest = &regex.text[start + 1..];
    let Some(after) = rest.strip_prefix('?') else {
        return Ok((0, true));
    };
    let part = |length: usize| regex.part(start, (start + length).min(regex.text.len()));
    if ["=", "!", "<=", "<!"]
        .iter()
        .any(|look| after.starts_with(look))
    {
        return Err(part(3)
            .error(format!(
                "`{}`: looking around is in no engine of actix",
                part(3).text
            ))
            .help("write an expression without it, or check in the handler"));
    }
    if after.starts_with("P<") || after.starts_with('<') {
        return Err(part(3)
            .error("a named group would be a capture of its own")
            .help("write `(?:` instead of the name"));
    }
    let flags = after.find(|c: char| !matches!(c, 'i' | 'm' | 's' | 'U' | 'u' | 'x' | 'R' | '-'));
    match flags.and_then(|end| after[end..].chars().next().map(|c| (end, c))) {
        Some((end, ':')) => Ok((end + 2, true)),
        Some((end, ')')) if end > 0 => Ok((end + 2, false)),
        _ => Err(part(2)
            .error(format!(
                "`(?` in `{}` begins nothing that is known",
                regex.text
            ))
            .help("write `(?:`")),
    }
}

/// How long a `{2,4}` is behind its `{`.
fn repetition(regex: Word<'_>, start: usize, rest: &str) -> Result<usize, PolicyError> {
    let end = rest.find('}').unwrap_or(rest.len());
    let inside = rest.get(1..end).unwrap_or("");
    let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let fine = match (number(least), number(most)) {
        (Some(least), Some(most)) => least <= most,
        (Some(_), None) => most.trim().is_empty(),
        // `{,4}` is taken by neither.
        _ => false,
    };
    if fine {
        return Ok(inside.len() + 1);
    }
    Err(regex
        .part(start, (start + end + 1).min(regex.text.len()))
        .error(format!("`{{{inside}}}` is no repetition: expected `{{n}}`, `{{n,}}` or `{{n,m}}` with n up to m"))
        .help("write `{1,4}`, or `\\{` for the character"))
}
