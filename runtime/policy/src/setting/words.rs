//! Text that is put together in constants, where nothing can be allocated.

use std::fmt;

use super::value::Whole;

/// The most bytes that are shown of what somebody wrote.
const SHOWN: usize = 60;

/// Text of at most 2 KiB; what does not fit ends in `…`.
#[derive(Clone)]
pub struct Words {
    bytes: [u8; Self::CAPACITY],
    len: usize,
    is_full: bool,
}

impl Words {
    const CAPACITY: usize = 2_048;

    /// No text yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: [0; Self::CAPACITY],
            len: 0,
            is_full: false,
        }
    }

    /// The text so far.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            // Only whole characters are pushed.
            Err(_) => "",
        }
    }

    /// Adds `text`.
    pub const fn push(&mut self, text: &str) {
        if self.is_full {
            return;
        }
        let cut = boundary(text, Self::CAPACITY - "…".len() - self.len);
        self.copy(text, cut);
        if cut < text.len() {
            self.copy("…", "…".len());
            self.is_full = true;
        }
    }

    /// Adds what somebody wrote, in backticks: the beginning of it, on one line.
    pub const fn push_read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let end = boundary(text, SHOWN);
        self.push("`");
        let mut from = 0;
        let mut at = 0;
        while at < end {
            if bytes[at].is_ascii_control() {
                self.push(part(text, from, at));
                self.push("\u{fffd}");
                from = at + 1;
            }
            at += 1;
        }
        self.push(part(text, from, end));
        self.push(if end < text.len() { "…`" } else { "`" });
    }

    /// Adds a name in backticks.
    pub const fn push_name(&mut self, name: &str) {
        self.push("`");
        self.push(name);
        self.push("`");
    }

    /// Adds a whole number.
    pub const fn push_whole(&mut self, number: Whole) {
        if number.is_negative() {
            self.push("-");
        }
        self.push_number(number.size());
    }

    /// Adds a number.
    pub const fn push_number(&mut self, number: u128) {
        if number > 9 {
            self.push_number(number / 10);
        }
        let (_, digits) = "0123456789".split_at((number % 10) as usize);
        let (digit, _) = digits.split_at(1);
        self.push(digit);
    }

    /// Adds text in capital letters, as variables are named.
    pub(super) const fn push_capitals(&mut self, text: &str) {
        let from = self.len;
        self.push(text);
        let mut at = from;
        while at < self.len {
            self.bytes[at] = self.bytes[at].to_ascii_uppercase();
            at += 1;
        }
    }

    const fn copy(&mut self, text: &str, count: usize) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < count {
            self.bytes[self.len] = bytes[at];
            self.len += 1;
            at += 1;
        }
    }
}

impl std::default::Default for Words {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Where `text` may be cut so that at most `most` bytes remain.
const fn boundary(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    let mut at = most;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The bytes of `text` from `from` to `to`, which lie on borders of characters.
pub(super) const fn part(text: &str, from: usize, to: usize) -> &str {
    let (before, _) = text.split_at(to);
    let (_, part) = before.split_at(from);
    part
}

/// Whether two texts are the same.
pub(super) const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_between_characters() {
        let mut words = Words::new();
        words.push("x");
        words.push(&"é".repeat(2_000));
        words.push("more");
        assert!(words.as_str().len() <= Words::CAPACITY);
        assert!(words.as_str().ends_with("é…"), "{words}");
    }

    #[test]
    fn what_was_read_stays_on_its_line_and_is_cut() {
        let mut words = Words::new();
        words.push_read("a\nb\u{1b}[31m");
        assert_eq!(words.as_str(), "`a\u{fffd}b\u{fffd}[31m`");
        let mut words = Words::new();
        words.push_read(&"ü".repeat(100));
        assert_eq!(words.as_str(), format!("`{}…`", "ü".repeat(30)));
    }

    #[test]
    fn numbers_are_written_out() {
        let mut words = Words::new();
        words.push_whole(Whole::new(true, 120));
        words.push(" ");
        words.push_number(u128::MAX);
        words.push(" ");
        words.push_number(0);
        assert_eq!(
            words.as_str(),
            "-120 340282366920938463463374607431768211455 0"
        );
    }
}
