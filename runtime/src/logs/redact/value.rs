//! Where a value ends that begins at a place of a text.

/// What credentials are announced with.
pub(super) const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// How far a value goes that stands without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// As far as a word; what it opens, it closes.
    Word,
    /// To the end of the line, or of the text in quotes around it: headers have several words.
    Line,
}

/// The place of a value in a text, without the quotes around it.
pub(super) struct Found {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The value that begins at `at`, in quotes or without. One that is not closed goes to the end.
pub(super) fn value(text: &[u8], at: usize, reach: Reach) -> Found {
    let escapes = run_of(text, at, b'\\');
    match text.get(at + escapes) {
        Some(&quote @ (b'"' | b'\'' | b'`')) => {
            let from = at + escapes + 1;
            let to = closed(text, from, quote, escapes);
            Found { from, to }
        }
        _ => {
            let mut to = bare(text, at, reach);
            // `token: Bearer …`, `secret: token= …`: the value is behind it.
            let mut from = at;
            while is_ahead_of_value(&text[from..to]) && text.get(to) == Some(&b' ') {
                from = to + run_of(text, to, b' ');
                to = value_end(text, from, reach);
            }
            Found { from: at, to }
        }
    }
}

/// The end of the next part of a value, the quotes around it left out.
fn value_end(text: &[u8], at: usize, reach: Reach) -> usize {
    let quote = quote_at(text, at);
    match text.get(quote) {
        Some(b'"' | b'\'' | b'`') => closed(text, quote + 1, text[quote], quote - at),
        _ => bare(text, at, reach),
    }
}

/// Whether a word is a name, or says how what follows is meant, and is no value itself.
fn is_ahead_of_value(word: &[u8]) -> bool {
    matches!(word.last(), Some(b':' | b'='))
        || SCHEMES
            .iter()
            .any(|scheme| word.eq_ignore_ascii_case(scheme.as_bytes()))
}

/// Where a value in quotes ends. Behind a quote that was left open elsewhere, the next one opens
/// another text: what closes a value has nothing of a word behind it.
fn closed(text: &[u8], from: usize, quote: u8, escapes: usize) -> usize {
    let mut to = closing(text, from, quote, escapes);
    while to < text.len() && !ends_quoted(text, quote_at(text, to)) {
        to = closing(text, quote_at(text, to) + 1, quote, escapes);
    }
    to
}

/// Where the quote closes that was opened behind `escapes` backslashes: a text in quotes within
/// another one is closed as it was opened, or by the end of the one around it.
fn closing(text: &[u8], from: usize, quote: u8, escapes: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let here = run_of(text, at, b'\\');
        let is_quote = text.get(at + here) == Some(&quote);
        let closes = match escapes {
            0 => here.is_multiple_of(2),
            _ => here <= escapes,
        };
        if is_quote && closes {
            return match escapes {
                0 => at + here,
                _ => at,
            };
        }
        at += here + 1;
    }
    text.len()
}

/// The quote at `at`, behind what escapes it.
fn quote_at(text: &[u8], at: usize) -> usize {
    at + run_of(text, at, b'\\')
}

fn run_of(text: &[u8], at: usize, byte: u8) -> usize {
    text[at.min(text.len())..]
        .iter()
        .take_while(|&&here| here == byte)
        .count()
}

/// Where a value ends that stands without quotes.
fn bare(text: &[u8], from: usize, reach: Reach) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b'\n' | b'\r' if depth == 0 => break,
            b'"' if depth > 0 || is_bytes(text, from, at) => {
                at = closing(text, at + 1, byte, 0);
            }
            b'"' | b'\'' | b'`' if depth == 0 && ends_quoted(text, at) => break,
            b'\\' if depth == 0 => {
                let quote = quote_at(text, at);
                if ends_quoted(text, quote) {
                    break;
                }
                at = quote - 1;
            }
            _ if depth > 0 || reach == Reach::Line => {}
            b')' | b']' | b'}' | b',' | b';' | b'&' | b'<' | b'>' => break,
            // `Value { inner: … }`, as Rust shows a struct.
            b' ' if text.get(at + 1) == Some(&b'{') && is_name(&text[from..at]) => {}
            _ if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    at.min(text.len())
}

/// Whether it ends as the name of a type does.
fn is_name(text: &[u8]) -> bool {
    text.last()
        .is_some_and(|&last| last.is_ascii_alphanumeric() || last == b'_')
}

/// Whether the quote opens what Rust shows as `b"…"`.
fn is_bytes(text: &[u8], from: usize, quote: usize) -> bool {
    quote == from + 1 && text[from] == b'b'
}

/// Whether there is a quote that is the end of a text around the value, and not a part of it, nor
/// of the name of another one.
fn ends_quoted(text: &[u8], quote: usize) -> bool {
    if !matches!(text.get(quote), Some(b'"' | b'\'' | b'`')) {
        return false;
    }
    match text.get(quote + 1) {
        None => true,
        Some(next) => next.is_ascii_whitespace() || b".,;&|)]}>\\".contains(next),
    }
}
