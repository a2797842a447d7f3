//! What may be shown of a value that was read: one line, not too much of it, no passwords.

/// What stands for what must not be shown.
pub(super) const REDACTED: &str = "[redacted]";

/// The most characters of a value that are shown.
const MOST: usize = 80;

/// A value as it may be shown.
pub(super) fn shown(value: &str) -> String {
    one_line(&without_passwords(value), MOST)
}

/// Whether something in a value must not be shown.
pub(super) fn is_redacted(value: &str) -> bool {
    without_passwords(value) != value
}

/// The beginning of a text, on one line.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(most)
        .collect();
    if text.chars().nth(most).is_some() {
        line.push('…');
    }
    line
}

/// A URL without its password, and pairs such as `password=…` without theirs.
///
/// What a password may contain is not agreed on, so what is removed is rather too much.
fn without_passwords(value: &str) -> String {
    let mut shown = value.to_owned();
    if let Some(scheme) = value.find("://")
        && let Some(colon) = value[scheme + 3..].find(':')
        && let Some(end) = value.rfind('@')
    {
        let start = scheme + 3 + colon + 1;
        if start < end {
            shown.replace_range(start..end, REDACTED);
        }
    }
    for name in ["password", "passwd", "pwd", "secret", "token", "key"] {
        let mut from = 0;
        // Case of ASCII only, so that places stay the same.
        while let Some(at) = shown.to_ascii_lowercase()[from..].find(&format!("{name}=")) {
            let start = from + at + name.len() + 1;
            let rest = &shown[start..];
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '&' | ';' | ','));
            let end = start + end.unwrap_or(rest.len());
            shown.replace_range(start..end, REDACTED);
            from = start + REDACTED.len();
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_urls_and_pairs_are_not_shown() {
        for (value, expected) in [
            (
                "postgres://shop:hunter2@db/shop",
                "postgres://shop:[redacted]@db/shop",
            ),
            ("redis://:hu@nter/2@db", "redis://:[redacted]@db"),
            (
                "redis://:hunter2@a,redis://:hunter2@b",
                "redis://:[redacted]@b",
            ),
            (
                "host=db Password=hunter2 user=shop",
                "host=db Password=[redacted] user=shop",
            ),
            (
                "https://api/?token=hunter2&key=hunter2",
                "https://api/?token=[redacted]&key=[redacted]",
            ),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("postgres://db:5432/shop", "postgres://db:5432/shop"),
        ] {
            assert_eq!(shown(value), expected);
            assert_eq!(is_redacted(value), value != expected);
        }
    }

    #[test]
    fn a_line_stays_one_line_and_has_an_end() {
        assert_eq!(shown("a\nb\u{1b}[31m"), "a\u{fffd}b\u{fffd}[31m");
        let long = shown(&"ü".repeat(1_000_000));
        assert_eq!(long, format!("{}…", "ü".repeat(80)));
    }
}
