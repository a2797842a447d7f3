//! How old what a replica shows may be, from positions in the write-ahead log.

use std::collections::VecDeque;
use std::time::Duration;

use crate::clock::Moment;

/// A position in the write-ahead log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position(u64);

impl Position {
    /// Reads `16/B374D848`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('/')?;
        let high = u32::from_str_radix(high, 16).ok()?;
        let low = u32::from_str_radix(low, 16).ok()?;
        Some(Self(u64::from(high) << 32 | u64::from(low)))
    }

    /// The end of the last record before this position, at which the next will be written. At the
    /// beginning of a page that is behind the page's header, which a replica that has everything
    /// does not reach until there is more.
    fn end_of_record(self) -> u64 {
        const PAGE: u64 = 8_192;
        // Of a page, and of the first page of a segment.
        match self.0 % PAGE {
            header @ (24 | 40) => self.0 - header,
            _ => self.0,
        }
    }
}

/// Where the primary was, and when: what a replica's position is compared with.
///
/// The server's clocks are not asked. A replica that has replayed what the primary had written at
/// a moment shows nothing older than that moment, by the clock of this process.
pub(super) struct Trail {
    marks: VecDeque<(Moment, Position)>,
    keep: Duration,
}

impl Trail {
    /// Remembers `keep` of it.
    pub(super) fn new(keep: Duration) -> Self {
        Self {
            marks: VecDeque::new(),
            keep,
        }
    }

    /// The primary was at `position` or beyond when it was asked, at `asked` or later.
    pub(super) fn mark(&mut self, asked: Moment, position: Position) {
        self.marks.push_back((asked, position));
        while self.marks.len() > 1
            && self
                .marks
                .front()
                .is_some_and(|(at, _)| asked.since(*at) > self.keep)
        {
            self.marks.pop_front();
        }
    }

    /// The last moment of which a replica at `replayed` shows everything; `None` where it is
    /// further behind than is remembered.
    pub(super) fn as_of(&self, replayed: Position) -> Option<Moment> {
        let marks = self.marks.iter().rev();
        let mut reached = marks.filter(|(_, position)| replayed.0 >= position.end_of_record());
        reached.next().map(|(at, _)| *at)
    }

    /// When the primary last answered.
    pub(super) fn last(&self) -> Option<Moment> {
        self.marks.back().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Moment {
        Moment::from_nanos(seconds * 1_000_000_000)
    }

    fn position(text: &str) -> Position {
        Position::parse(text).unwrap()
    }

    #[test]
    fn positions_are_read_and_compared_as_numbers() {
        assert!(position("0/FFFFFFFF") < position("1/0"));
        assert!(position("9/0") < position("10/0"));
        for wrong in ["", "0", "0/", "x/1", "0/100000000"] {
            assert_eq!(Position::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_replica_is_as_old_as_the_last_mark_that_it_has_reached() {
        let mut trail = Trail::new(10 * SECOND);
        trail.mark(at(1), position("0/1000100"));
        trail.mark(at(2), position("0/1000200"));
        trail.mark(at(3), position("0/1000200"));
        assert_eq!(trail.as_of(position("0/10000FF")), None);
        assert_eq!(trail.as_of(position("0/1000100")), Some(at(1)));
        assert_eq!(
            trail.as_of(position("0/1000200")),
            Some(at(3)),
            "nothing new is no lag"
        );
    }

    #[test]
    fn an_idle_primary_at_the_beginning_of_a_page_does_not_look_ahead_of_its_replicas() {
        let mut trail = Trail::new(SECOND);
        trail.mark(at(1), position("0/3000028"));
        assert_eq!(trail.as_of(position("0/3000000")), Some(at(1)));
        trail.mark(at(2), position("0/3002018"));
        assert_eq!(trail.as_of(position("0/3002000")), Some(at(2)));
    }

    #[test]
    fn what_is_long_ago_is_forgotten_but_for_the_last() {
        let mut trail = Trail::new(2 * SECOND);
        for second in 1..=9 {
            trail.mark(at(second), Position(0x100 * second));
        }
        assert_eq!(trail.marks.len(), 3);
        trail.mark(at(100), Position(0x10_000));
        assert_eq!(trail.marks.len(), 1);
        assert_eq!(trail.last(), Some(at(100)));
    }
}
