//! Regular expressions in captures, checked for what breaks in plain sight.
//!
//! actix compiles them with `regex-lite`, or with `regex` under its feature `unicode`; here is no
//! dependency on either. Nothing is refused that one of the two takes and that leaves the
//! captures alone; what is let through may still be refused by actix at start.

use crate::PolicyError;
use crate::words::Word;

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
            '\\' => at += escape(regex, start)?,
            '[' => at = class_end(regex, start)?,
            '(' => {
                let skipped = group(regex, start)?;
                groups.push(start);
                at += skipped;
                // `(?i)` is no group, only a switch; it may stand before a repetition in neither.
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

/// How long what follows a `\` is, as far as it must be skipped here.
fn escape(regex: Word<'_>, start: usize) -> Result<usize, PolicyError> {
    match regex.text[start + 1..].chars().next() {
        None => Err(regex
            .part(start, start + 1)
            .error(format!(
                "`{}` ends with `\\`, which stands for nothing",
                regex.text
            ))
            .help("write `\\\\` for the character")),
        Some(digit @ '0'..='9') => Err(regex
            .part(start, start + 2)
            .error(format!(
                "`\\{digit}`: references back are in no engine of actix"
            ))
            .help("write the expression again, or check in the handler")),
        Some(c @ ('x' | 'u' | 'U' | 'p' | 'P' | 'b')) => {
            // `\x{41}`, `\p{L}`, `\b{start}`: the braces are part of the escape.
            let rest = &regex.text[start + 2..];
            let braces = match rest.find('}') {
                Some(end) if rest.starts_with('{') => end + 1,
                _ => 0,
            };
            Ok(c.len_utf8() + braces)
        }
        Some(c) => Ok(c.len_utf8()),
    }
}

/// Where a class that starts at `start` ends, behind its `]`.
fn class_end(regex: Word<'_>, start: usize) -> Result<usize, PolicyError> {
    let mut depth = 0_usize;
    let mut chars = regex.text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => {
                depth += 1;
                chars.next_if(|(_, c)| *c == '^');
                // A `]` right at the start is the character.
                chars.next_if(|(_, c)| *c == ']');
            }
            ']' => {
                depth -= 1;
                if depth == 0 {
                    return Ok(start + at + 1);
                }
            }
            _ => {}
        }
    }
    Err(regex
        .part(start, regex.text.len())
        .error(format!("`[` in `{}` is not closed", regex.text))
        .help("write `]` behind it, or `\\[` for the character"))
}

/// How long what follows a `(` is, as far as it belongs to it: `?:`, `?i:`, `?i`.
fn group(regex: Word<'_>, start: usize) -> Result<usize, PolicyError> {
    let rest = &regex.text[start + 1..];
    let Some(after) = rest.strip_prefix('?') else {
        return Ok(0);
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
        Some((end, ':')) => Ok(1 + end + 1),
        Some((end, ')')) if end > 0 => Ok(1 + end),
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
        // `regex` takes `{,4}`, `regex-lite` does not.
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
