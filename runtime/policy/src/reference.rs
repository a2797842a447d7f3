//! Where a link leads: a path of this service, or an absolute URL.

use std::borrow::Cow;

use crate::PolicyError;
use crate::words::Word;

/// Reads what stands behind `key:` in `Link` headers (RFC 8288): `/docs/v2`, or
/// `https://example.com/docs`; of the characters of a URI reference (RFC 3986) only.
pub(crate) fn read_reference(word: Word<'_>, key: &str) -> Result<Cow<'static, str>, PolicyError> {
    let host = host_at(word.text);
    if !word.text.starts_with('/') && host.is_none() {
        return Err(no_place(word, key));
    }
    let rest = match host {
        Some(start) => check_host(word, key, start)?,
        // `//host/path` is a URL without a scheme.
        None if word.text.starts_with("//") => {
            return Err(word
                .error(format!(
                    "`{key}:{}` names a host and no scheme: expected a path, or `https://`",
                    word.text
                ))
                .help(format!("write `{key}:https:{}`", word.text)));
        }
        None => word,
    };
    for (at, c) in rest.text.char_indices() {
        let place = rest.part(at, at + c.len_utf8());
        match c {
            '%' if !is_escape(&rest.text[at..]) => {
                return Err(place
                    .error("`%` begins no escape: expected two hexadecimal digits behind it")
                    .help("write `%25` for the character"));
            }
            '{' | '}' => {
                return Err(place
                    .error(format!(
                        "`{c}` cannot stand in a link, which is the same for every request"
                    ))
                    .help(format!("write `{key}:{}`", without_captures(word.text))));
            }
            _ if !is_of_a_uri(c) => {
                return Err(place
                    .error(format!("{c:?} cannot stand in a link"))
                    .help(format!("write `{}` in its place", escaped(c))));
            }
            _ => {}
        }
    }
    Ok(Cow::Owned(word.text.to_owned()))
}

/// Where the host of an absolute URL starts.
fn host_at(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| {
            text.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
        .map(str::len)
}

/// What follows the host, once there is one that everyone may read.
fn check_host<'a>(word: Word<'a>, key: &str, start: usize) -> Result<Word<'a>, PolicyError> {
    let end = word.text[start..]
        .find(['/', '?', '#'])
        .map_or(word.text.len(), |length| start + length);
    let host = word.part(start, end);
    if host.text.is_empty() || host.text.starts_with(':') {
        return Err(word
            .error(format!("`{key}:{}` names no host", word.text))
            .help(format!("write `{key}:https://example.com/docs`")));
    }
    if let Some((_, name)) = host.text.split_once('@') {
        return Err(host
            .error(format!(
                "`{}` has a user in it, which everyone who asks would be told",
                host.text
            ))
            .help(format!(
                "write `{key}:{}{name}{}`",
                &word.text[..start],
                &word.text[end..]
            )));
    }
    // Brackets are for addresses of IPv6.
    let bad = |c: char| !(c.is_ascii_alphanumeric() || "-._~%[]:".contains(c));
    if let Some((at, c)) = host.text.char_indices().find(|(_, c)| bad(*c)) {
        return Err(host
            .part(at, at + c.len_utf8())
            .error(format!("{c:?} cannot stand in the name of a host"))
            .help("write letters, digits, `-` and `.`; other alphabets in their `xn--` form"));
    }
    Ok(word.part(end, word.text.len()))
}

fn no_place(word: Word<'_>, key: &str) -> PolicyError {
    let looks_like_a_host = word.text.split('/').next().is_some_and(|first| {
        first.contains('.') && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
    });
    let write = if word.text.contains(':') {
        "https://example.com/docs".to_owned()
    } else if looks_like_a_host {
        format!("https://{}", word.text)
    } else {
        format!("/{}", word.text)
    };
    word.error(format!(
        "`{key}:{}` leads nowhere: expected a path, `/…`, or a URL, `https://…`",
        word.text
    ))
    .help(format!("write `{key}:{write}`"))
}

/// Whether a character may stand in a path, query or fragment (RFC 3986 §3.3 to §3.5).
fn is_of_a_uri(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?#%".contains(c)
}

fn is_escape(text: &str) -> bool {
    text.as_bytes()
        .get(1..3)
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn escaped(c: char) -> String {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes)
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect()
}

/// The text up to the segment in which a capture stands.
fn without_captures(text: &str) -> &str {
    let up_to = text.find(['{', '}']).unwrap_or(text.len());
    match text[..up_to].rfind('/') {
        Some(0) | None => "/",
        Some(slash) => &text[..slash],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Cow<'static, str>, PolicyError> {
        read_reference(Word { text, start: 4 }, "see")
    }

    #[test]
    fn paths_and_urls_are_kept_as_written() {
        for text in [
            "/",
            "/docs/v2?a=b&c=d#top",
            "/a%20b,c;d:e@f",
            "https://example.com",
            "HTTP://example.com:8080/docs",
            "https://[::1]/docs",
        ] {
            assert_eq!(read(text).unwrap(), text);
        }
    }

    #[test]
    fn what_leads_nowhere_is_refused_where_it_stands() {
        for (text, at, help) in [
            ("docs/v2", (4, 11), "write `see:/docs/v2`"),
            (
                "example.com/docs",
                (4, 20),
                "write `see:https://example.com/docs`",
            ),
            (
                "mailto:a@b",
                (4, 14),
                "write `see:https://example.com/docs`",
            ),
            (
                "//example.com/a",
                (4, 19),
                "write `see:https://example.com/a`",
            ),
            ("https://", (4, 12), "write `see:https://example.com/docs`"),
            (
                "https://:80/",
                (4, 16),
                "write `see:https://example.com/docs`",
            ),
            (
                "https://u:p@e.com/a",
                (12, 21),
                "write `see:https://e.com/a`",
            ),
            (
                "https://é.com/",
                (12, 14),
                "write letters, digits, `-` and `.`; other alphabets in their `xn--` form",
            ),
            ("/a%2", (6, 7), "write `%25` for the character"),
            ("/a%", (6, 7), "write `%25` for the character"),
            ("/v2/orders/{id}", (15, 16), "write `see:/v2/orders`"),
            ("/{id}", (5, 6), "write `see:/`"),
            ("/a<b>", (6, 7), "write `%3C` in its place"),
            ("/a\"b", (6, 7), "write `%22` in its place"),
            ("/ü", (5, 7), "write `%C3%BC` in its place"),
            ("/a[0]", (6, 7), "write `%5B` in its place"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.at, at, "{text}: {error}");
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }
}
