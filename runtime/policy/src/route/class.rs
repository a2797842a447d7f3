//! Character classes and escapes in the expression of a capture.

use crate::PolicyError;
use crate::words::Word;

/// What an escape stands for.
pub(super) enum Escape {
    /// One character that is known.
    Char(char),
    /// One character, written as a number.
    Number,
    /// A set of characters: `\d`, `\p{L}`.
    Set,
    /// A place between characters: `\b`.
    Place,
}

/// What the `\` at `start` and its followers stand for, and where they end.
pub(super) fn escape(regex: Word<'_>, start: usize) -> Result<(Escape, usize), PolicyError> {
    let Some(c) = regex.text[start + 1..].chars().next() else {
        return Err(regex
            .part(start, start + 1)
            .error(format!(
                "`{}` ends with `\\`, which stands for nothing",
                regex.text
            ))
            .help("write `\\\\` for the character"));
    };
    let end = start + 1 + c.len_utf8();
    let place = regex.part(start, end);
    // `\p{L}`: the braces are part of the escape.
    let braced = || match regex.text[end..].find('}') {
        Some(close) if regex.text[end..].starts_with('{') => end + close + 1,
        _ => end,
    };
    Ok(match c {
        '0'..='9' => {
            return Err(place
                .error(format!(
                    "`{}`: references back are in no engine of actix",
                    place.text
                ))
                .help("write the expression again, or check in the handler"));
        }
        'x' | 'u' | 'U' => (Escape::Number, hex_end(regex, start, c)?),
        'p' | 'P' => (Escape::Set, braced()),
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => (Escape::Set, end),
        'b' => (Escape::Place, boundary_end(regex, start, end)?),
        'A' | 'z' | 'B' | '<' | '>' => (Escape::Place, end),
        'a' => (Escape::Char('\x07'), end),
        'f' => (Escape::Char('\x0C'), end),
        't' => (Escape::Char('\t'), end),
        'n' => (Escape::Char('\n'), end),
        'r' => (Escape::Char('\r'), end),
        'v' => (Escape::Char('\x0B'), end),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => (Escape::Char(c), end),
        c => {
            return Err(place
                .error(format!(
                    "`{}` in `{}` stands for nothing",
                    place.text, regex.text
                ))
                .help(format!("write `{c}`, or `\\\\{c}`")));
        }
    })
}

/// Where `\b` or `\b{start}` ends, of which the `\b` ends at `end`.
fn boundary_end(regex: Word<'_>, start: usize, end: usize) -> Result<usize, PolicyError> {
    let rest = &regex.text[end..];
    let Some(inside) = rest.strip_prefix('{') else {
        return Ok(end);
    };
    // Anything else behind the brace is a repetition, and no business of this.
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
        return Ok(end);
    }
    for kind in ["start}", "end}", "start-half}", "end-half}"] {
        if inside.starts_with(kind) {
            return Ok(end + 1 + kind.len());
        }
    }
    Err(regex
        .part(start, end + 1)
        .error(format!(
            "`\\b{{` in `{}` is no boundary that is known",
            regex.text
        ))
        .help("write `\\b`, `\\b{start}` or `\\b{end}`"))
}

/// Where `\x41`, `\u0041`, `\U00000041` or `\x{41}` ends.
fn hex_end(regex: Word<'_>, start: usize, kind: char) -> Result<usize, PolicyError> {
    let from = start + 2;
    let rest = &regex.text[from..];
    let (digits, end) = match rest.strip_prefix('{').and_then(|inside| inside.find('}')) {
        Some(close) => (rest.get(1..=close), from + close + 2),
        None => {
            let length = match kind {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            (rest.get(..length), from + length)
        }
    };
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match number.and_then(char::from_u32) {
        Some(_) => Ok(end),
        None => Err(regex
            .part(start, from)
            .error(format!(
                "`\\{kind}` in `{}` is not followed by a character's number",
                regex.text
            ))
            .help("write `\\x{41}`")),
    }
}

/// Where the class ends that the `[` at `start` begins, behind its `]`.
pub(super) fn class_end(regex: Word<'_>, start: usize) -> Result<usize, PolicyError> {
    let text = regex.text;
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '[' => {
                depth += 1;
                at += 1;
                if text[at..].starts_with('^') {
                    at += 1;
                }
                // A `]` right at the start is the character, and so is every `-` there.
                if text[at..].starts_with(']') {
                    at += 1;
                }
                at += text[at..].len() - text[at..].trim_start_matches('-').len();
            }
            ']' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            _ => at = range_end(regex, at)?,
        }
    }
    Err(regex
        .part(start, text.len())
        .error(format!("`[` in `{text}` is not closed"))
        .help("write `]` behind it, or `\\[` for the character"))
}

/// Where the item or range at `at` ends: `a`, `\d`, `a-z`.
fn range_end(regex: Word<'_>, at: usize) -> Result<usize, PolicyError> {
    let (first, middle) = item(regex, at)?;
    let rest = &regex.text[middle..];
    // A `-` before the `]` is the character; `--` is an operation, which is up to the engine.
    let Some(after) = rest
        .strip_prefix('-')
        .filter(|after| !after.starts_with([']', '-']))
    else {
        return Ok(middle);
    };
    if after.is_empty() {
        return Ok(middle + 1);
    }
    let (last, end) = item(regex, middle + 1)?;
    let fine = match (first, last) {
        (Escape::Char(first), Escape::Char(last)) => first <= last,
        (Escape::Char(_) | Escape::Number, Escape::Char(_) | Escape::Number) => true,
        _ => false,
    };
    if fine {
        return Ok(end);
    }
    let range = regex.part(at, end);
    Err(range
        .error(format!(
            "`{}` is no range: expected two characters, the lower one first",
            range.text
        ))
        .help("write `a-z`, or `\\-` for the character"))
}

/// The character or escape at `at`, and where it ends.
fn item(regex: Word<'_>, at: usize) -> Result<(Escape, usize), PolicyError> {
    match regex.text[at..].chars().next() {
        Some('\\') => match escape(regex, at)? {
            (Escape::Place, end) => {
                let place = regex.part(at, end);
                Err(place
                    .error(format!("`{}` cannot stand in a class", place.text))
                    .help("remove it from between `[` and `]`"))
            }
            item => Ok(item),
        },
        Some(c) => Ok((Escape::Char(c), at + c.len_utf8())),
        None => Ok((Escape::Set, at)),
    }
}
