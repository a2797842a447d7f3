//! Text that is put together while constants are evaluated, where nothing can be allocated.

/// A message in the making; what does not fit is left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    bytes: [u8; Self::MOST],
    length: usize,
}

impl Text {
    /// More than any message of ours has, and less than the compiler minds.
    const MOST: usize = 1024;

    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; Self::MOST],
            length: 0,
        }
    }

    /// This, and then `text`, or nothing of it if it does not fit.
    pub(super) const fn and(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() > Self::MOST - self.length {
            return self;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// This, and then a number of one or two digits: how many captures there are.
    pub(super) const fn and_number(self, number: usize) -> Self {
        const DIGITS: &str = "0123456789";
        let (tens, ones) = (number / 10 % 10, number % 10);
        let text = match tens {
            0 => self,
            _ => self.and(digit(DIGITS, tens)),
        };
        text.and(digit(DIGITS, ones))
    }

    /// This, and then a time as options say it: in seconds where it is a number of those.
    pub(super) const fn and_millis(self, millis: u64) -> Self {
        match millis % 1000 {
            0 => self.and_whole(millis / 1000).and("s"),
            _ => self.and_whole(millis).and("ms"),
        }
    }

    const fn and_whole(self, number: u64) -> Self {
        const DIGITS: &str = "0123456789";
        let text = match number / 10 {
            0 => self,
            tens => self.and_whole(tens),
        };
        text.and(digit(DIGITS, (number % 10) as usize))
    }

    /// This, and then `name` in backticks, behind what separates it from the names before it.
    pub(super) const fn and_name(self, name: &str, is_first: bool) -> Self {
        let text = if is_first { self } else { self.and(", ") };
        text.and("`").and(name).and("`")
    }

    /// This, with a note on a line of its own before the help.
    pub(super) const fn noted(self, note: &str) -> Self {
        let mut end = 0;
        while end < self.length && self.bytes[end] != b'\n' {
            end += 1;
        }
        let (message, help) = self.as_str().split_at(end);
        Self::new().and(message).and("\n").and(note).and(help)
    }

    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            // Only whole texts were added.
            Err(_) => "",
        }
    }
}

const fn digit(digits: &str, at: usize) -> &str {
    digits.split_at(at).1.split_at(1).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_options_say_them() {
        let written = |millis| Text::new().and_millis(millis).as_str().to_owned();
        assert_eq!(written(0), "0s");
        assert_eq!(written(999), "999ms");
        assert_eq!(written(10_000), "10s");
        assert_eq!(written(86_399_999), "86399999ms");
    }

    #[test]
    fn texts_names_and_numbers_follow_each_other() {
        const TEXT: Text = Text::new()
            .and("the path captures ")
            .and_name("id", true)
            .and_name("größe", false)
            .and("; ")
            .and_number(7)
            .and(" of ")
            .and_number(12);
        assert_eq!(TEXT.as_str(), "the path captures `id`, `größe`; 7 of 12");
    }

    #[test]
    fn a_note_stands_before_the_help() {
        let text = Text::new().and("ä is wrong\nhelp: write ö");
        let noted = text.noted("note: it stands here");
        assert_eq!(
            noted.as_str(),
            "ä is wrong\nnote: it stands here\nhelp: write ö"
        );
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let text = Text::new().and("ä").and(&"ö".repeat(600)).and("!");
        assert_eq!(text.as_str(), "ä!");
    }
}
