//! snake_case: whether a code is in it, and how one would be.

/// Whether `text` is words of lower-case letters and digits with single underscores between.
pub(crate) fn is_snake(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('_').all(is_word)
}

/// `text` in snake_case: `OutOfStock`, `out-of-stock` and `Out of stock` are `out_of_stock`.
pub(crate) fn snake(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (i, &c) in letters.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            out.push('_');
            continue;
        }
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    let words: Vec<&str> = out.split('_').filter(|word| !word.is_empty()).collect();
    match words.join("_") {
        empty if empty.is_empty() => "error".to_owned(),
        digit if digit.starts_with(|c: char| c.is_ascii_digit()) => format!("error_{digit}"),
        snake => snake,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_can_be_put_into_snake_case() {
        let table = [
            ("OutOfStock", "out_of_stock"),
            ("out-of-stock", "out_of_stock"),
            ("Out of stock!", "out_of_stock"),
            ("HTTPError", "http_error"),
            ("Http2Error", "http2_error"),
            ("DB", "db"),
            ("already_snake", "already_snake"),
            ("__x__", "x"),
            ("404", "error_404"),
            ("", "error"),
            ("größe", "gr_e"),
        ];
        for (text, expected) in table {
            assert_eq!(snake(text), expected);
            assert!(is_snake(expected));
        }
    }

    #[test]
    fn what_is_not_snake_case_is_seen() {
        for text in ["", "_", "a__b", "a_", "_a", "1a", "A", "a-b", "a b", "ä"] {
            assert!(!is_snake(text), "{text}");
        }
    }
}
