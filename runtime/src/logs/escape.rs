//! Texts within a line, so that none of them can end it, or look like another part of it.

use std::fmt::Write as _;

/// Writes a text as a JSON string, its quotes included. What a terminal obeys is escaped too.
pub(super) fn json(out: &mut String, text: &str) {
    out.push('"');
    escaped(out, text, |out, c| match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        // All that is escaped is of the Basic Multilingual Plane.
        c => put(out, format_args!("\\u{:04x}", u32::from(c))),
    });
    out.push('"');
}

/// Writes a text for humans, as it is but for what a terminal obeys.
pub(super) fn plain(out: &mut String, text: &str) {
    escaped(out, text, |out, c| match c {
        '"' | '\\' => out.push(c),
        c => put(out, format_args!("{}", c.escape_default())),
    });
}

/// Writes a value for humans: in quotes where it is not one plain word.
pub(super) fn word(out: &mut String, text: &str) {
    let is_plain = |c: char| !is_special(c) && !c.is_whitespace() && c != '=';
    match !text.is_empty() && text.chars().all(is_plain) {
        true => out.push_str(text),
        false => {
            out.push('"');
            escaped(out, text, |out, c| {
                put(out, format_args!("{}", c.escape_default()));
            });
            out.push('"');
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A `String` takes everything.
    let _ = out.write_fmt(text);
}

fn escaped(out: &mut String, text: &str, escape: impl Fn(&mut String, char)) {
    let (mut copied, mut at) = (0, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        // Most are, and characters need not be put together for that.
        if matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\') {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        if is_special(c) {
            out.push_str(&text[copied..at]);
            escape(out, c);
            copied = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    out.push_str(&text[copied..]);
}

/// Whether a character ends a line or a string somewhere, is obeyed by terminals, or turns what is
/// shown around.
fn is_special(c: char) -> bool {
    match c {
        '"' | '\\' => true,
        ' '..='~' => false,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(write: fn(&mut String, &str), text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text);
        out
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let text = "a\nb\u{1b}[2J\u{9b}c\u{2028}\u{202e}d\"";
        for write in [json, plain, word] {
            let written = of(write, text);
            assert!(
                written.is_ascii() && !written.contains(|c: char| c.is_control()),
                "{written}"
            );
        }
        assert_eq!(of(word, "a b"), "\"a b\"");
        assert_eq!(
            (of(word, "ab"), of(word, "")),
            ("ab".to_owned(), "\"\"".to_owned())
        );
        assert_eq!(of(word, "x y=z"), "\"x y=z\"");
    }

    proptest! {
        #[test]
        fn json_is_read_back_as_it_was(text in any::<String>()) {
            let written = of(json, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
