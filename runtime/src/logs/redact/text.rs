//! Secrets within a text: one pass from its beginning to its end, whose time grows as its length.
//!
//! What is looked for: values behind a sensitive name (`token=…`, `"password": "…"`, `cookie: …`),
//! user and password of an address, `Bearer …` and `Basic …`, what has the shape of a JSON web
//! token, and what PostgreSQL and its client quote of rows and parameters.

use std::borrow::Cow;

use super::value::{Found, Reach, SCHEMES, value};
use super::{Names, REDACTED};

/// The text without its secrets.
pub(super) fn redact<'a>(text: &'a str, names: &Names) -> Cow<'a, str> {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        copied: 0,
        without: String::new(),
    };
    let mut at = 0;
    while at < scan.bytes.len() {
        at = match scan.bytes[at] {
            byte if is_of_word(byte) => scan.word(at, names),
            // What a query encodes stands between words, whatever it is.
            b'%' => at + encoded(&scan.bytes[at..]).map_or(1, |(_, length)| length),
            b')' if scan.follows(at, b")=(") => scan.row(at + 2),
            _ => at + 1,
        };
    }
    scan.end()
}

/// How far a password is looked for that has a slash in it, lest each address of a long text is
/// read to the text's end.
const LONGEST_PASSWORD: usize = 512;

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// How much of the text is in `without` already.
    copied: usize,
    without: String,
}

/// Names that are common elsewhere and in queries those of a secret: an OAuth code, a key or a
/// signature for an API.
fn is_secret_in_query(name: &str) -> bool {
    ["auth", "code", "key", "sig"].contains(&name)
}

/// The character that an encoded one at the beginning stands for, and how long that is; one may be
/// encoded several times: `%3D`, `%253D`.
fn encoded(text: &[u8]) -> Option<(u8, usize)> {
    let character = |at: usize| {
        let (high, low) = (*text.get(at)?, *text.get(at + 1)?);
        let digit = |byte: u8| char::from(byte).to_digit(16);
        u8::try_from(digit(high)? * 16 + digit(low)?).ok()
    };
    let mut at = 1;
    let mut found = (text.first() == Some(&b'%')).then(|| character(at))??;
    while found == b'%'
        && let Some(inner) = character(at + 2)
    {
        (found, at) = (inner, at + 2);
    }
    Some((found, at + 2))
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | 0x80..)
}

impl<'a> Scan<'a> {
    /// Looks at the word that begins here and what is behind it; gives where to go on.
    fn word(&mut self, from: usize, names: &Names) -> usize {
        let length = self.bytes[from..].iter().take_while(|&&b| is_of_word(b));
        let to = from + length.count();
        // Words end beside ASCII characters: between characters.
        let word = &self.text[from..to];
        if word == "contains"
            && self.text[..to].ends_with("row contains")
            && self.follows(to, b" (")
        {
            return self.row(to + 1);
        }
        if self.follows(to, b"://") {
            return self.address(to + 3);
        }
        if self.bytes.get(to) == Some(&b' ')
            && SCHEMES
                .iter()
                .any(|scheme| word.eq_ignore_ascii_case(scheme))
        {
            return self.take(value(self.bytes, to + 1, Reach::Word));
        }
        if word.starts_with("eyJ") && self.bytes.get(to) == Some(&b'.') {
            return self.take(self.json_web_token(from));
        }
        let Some(at) = self.value_behind(from, to) else {
            return to;
        };
        if names.are_in(word) || (self.is_in_query(from, to) && is_secret_in_query(word)) {
            return self.take(value(self.bytes, at, reach_of(word)));
        }
        // What tokio-postgres says of a statement that it executes.
        if word == "parameters" && self.bytes.get(at) == Some(&b'[') {
            return self.take(value(self.bytes, at, Reach::Word));
        }
        to
    }

    fn follows(&self, at: usize, what: &[u8]) -> bool {
        self.bytes[at..].starts_with(what)
    }

    /// Where the value begins of which the word may be the name: behind `=`, `:` or `=>`, with
    /// quotes, brackets and blanks as they come around it.
    fn value_behind(&self, from: usize, to: usize) -> Option<usize> {
        let skip = |at: usize, these: &[u8]| {
            let rest = self.bytes[at..].iter();
            at + rest.take_while(|byte| these.contains(byte)).count()
        };
        let is_quoted = from > 0 && matches!(self.bytes[from - 1], b'"' | b'\'');
        let mut closed = skip(to, b"\\\"'`[]");
        while let Some((b'"' | b'\'' | b'[' | b']', length)) = encoded(&self.bytes[closed..]) {
            closed += length;
        }
        let at = skip(closed, b" ");
        let behind = match self.bytes.get(at)? {
            // In an address within an address.
            b'%' => match encoded(&self.bytes[at..])? {
                (b'=' | b':', length) => return Some(at + length),
                _ => return None,
            },
            b':' if self.bytes.get(at + 1) == Some(&b':') => return None,
            b'=' | b':' => skip(at + 1, b"=>~"),
            // A pair, as headers are shown: `("cookie", "…")`.
            b',' if is_quoted && closed > to => {
                let at = skip(at + 1, b" ");
                let quote = skip(at, b"\\");
                return matches!(self.bytes.get(quote), Some(b'"' | b'\'')).then_some(at);
            }
            _ => return None,
        };
        Some(skip(behind, b" \t"))
    }

    /// Whether a word is a name in the query of an address.
    fn is_in_query(&self, from: usize, to: usize) -> bool {
        from > 0 && matches!(self.bytes[from - 1], b'?' | b'&') && self.follows(to, b"=")
    }

    /// User and password of an address, of which the part behind `://` begins here.
    fn address(&mut self, from: usize) -> usize {
        let within = |ends: &'static [u8], most: usize| {
            let rest = self.bytes[from..].iter().take(most);
            let is_inside = |byte: &&u8| !byte.is_ascii_whitespace() && !ends.contains(byte);
            &self.bytes[from..from + rest.take_while(is_inside).count()]
        };
        let authority = within(b"/?#\"'`<>|\\", usize::MAX);
        let is_at = |byte: &u8| *byte == b'@';
        let end = authority.iter().rposition(is_at).or_else(|| {
            // A password that nobody has encoded may have a slash in it.
            let colon = authority.iter().position(|byte| *byte == b':')?;
            let is_port = authority[colon + 1..].iter().all(u8::is_ascii_digit);
            let has_password = !is_port && authority.first() != Some(&b'[');
            let whole = has_password.then(|| within(b"\"'`<>", LONGEST_PASSWORD))?;
            whole.iter().rposition(is_at)
        });
        match end {
            Some(end) => self.take(Found {
                from,
                to: from + end,
            }),
            None => from,
        }
    }

    /// What a row had in it that PostgreSQL refused, in the parentheses that open here:
    /// `Key (email)=(…)`.
    fn row(&mut self, opened: usize) -> usize {
        let mut depth = 0_usize;
        let closed = self.bytes[opened..].iter().position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        self.take(Found {
            from: opened + 1,
            to: closed.map_or(self.bytes.len(), |closed| opened + closed),
        })
    }

    fn json_web_token(&self, from: usize) -> Found {
        let is_inside = |byte: &&u8| is_of_word(**byte) || **byte == b'.';
        let length = self.bytes[from..].iter().take_while(is_inside).count();
        Found {
            from,
            to: from + length,
        }
    }

    /// Takes a value out, if there is one; gives its end.
    fn take(&mut self, Found { from, to }: Found) -> usize {
        if from < to {
            self.without.push_str(&self.text[self.copied..from]);
            self.without.push_str(REDACTED);
            self.copied = to;
        }
        to.max(from)
    }

    fn end(mut self) -> Cow<'a, str> {
        match self.copied {
            0 => Cow::Borrowed(self.text),
            copied => {
                self.without.push_str(&self.text[copied..]);
                Cow::Owned(self.without)
            }
        }
    }
}

/// These have blanks and semicolons in them.
fn reach_of(name: &str) -> Reach {
    let ends_in = |word: &str| {
        let tail = name.len().checked_sub(word.len());
        tail.and_then(|tail| name.get(tail..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    match ends_in("authorization") || ends_in("cookie") || ends_in("cookies") {
        true => Reach::Line,
        false => Reach::Word,
    }
}
