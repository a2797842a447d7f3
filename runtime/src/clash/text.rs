//! Text that a constant function can write.

/// A text of bounded length; a piece that finds no room any more is left out.
pub(super) struct Text {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Text {
    /// More than anybody reads.
    const ROOM: usize = 8_192;

    /// No text.
    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds `piece`.
    pub(super) const fn push(&mut self, piece: &str) {
        let piece = piece.as_bytes();
        if piece.len() > Self::ROOM - self.len {
            return;
        }
        let mut at = 0;
        while at < piece.len() {
            self.bytes[self.len + at] = piece[at];
            at += 1;
        }
        self.len += piece.len();
    }

    /// Adds `number`, which is a status and so below 1,000.
    pub(super) const fn push_status(&mut self, number: u16) {
        let digits = [
            b'0' + (number / 100 % 10) as u8,
            b'0' + (number / 10 % 10) as u8,
            b'0' + (number % 10) as u8,
        ];
        if let Ok(digits) = std::str::from_utf8(&digits) {
            self.push(digits);
        }
    }

    /// What was written: whole pieces of text, and so text.
    pub(super) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_is_written_in_its_order() {
        let mut text = Text::new();
        assert!(text.is_empty());
        text.push("größer als ");
        text.push_status(404);
        assert_eq!(text.as_str(), "größer als 404");
    }

    #[test]
    fn a_piece_that_finds_no_room_is_left_out_whole() {
        let mut text = Text::new();
        text.push(&"ä".repeat(Text::ROOM / 2 - 1));
        text.push("äö");
        text.push("ä");
        text.push("!");
        assert_eq!(text.as_str(), "ä".repeat(Text::ROOM / 2));
    }
}
