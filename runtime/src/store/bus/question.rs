//! Asking who has heard what the asker may have missed.

use std::fmt;

/// Whether somebody has heard everything that was told before this, and has passed it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Question {
    /// Which instance asks.
    pub(crate) by: u64,
    /// Which of its questions it is.
    pub(crate) number: u64,
}

/// That somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Which question it answers.
    pub(crate) number: u64,
}

/// In the words of this version: `1`, who asks, `asks`, and the number, in base 16.
const VERSION: &str = "1";

impl Question {
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        (words.next()? == VERSION).then_some(())?;
        let by = u64::from_str_radix(words.next()?, 16).ok()?;
        (words.next()? == "asks").then_some(())?;
        let number = u64::from_str_radix(words.next()?, 16).ok()?;
        words.next().is_none().then_some(Self { by, number })
    }
}

impl Heard {
    pub(super) fn read(text: &str) -> Option<Self> {
        let number = text.strip_prefix("heard ")?;
        let number = u64::from_str_radix(number, 16).ok()?;
        Some(Self { number })
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION} {:x} asks {:x}", self.by, self.number)
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "heard {:x}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Event, Outdated};
    use super::*;

    #[test]
    fn who_does_not_know_questions_takes_one_for_everything() {
        let text = Question { by: 1, number: 2 }.to_string();
        assert_eq!(Event::read(&text).outdated, Outdated::Everything);
    }

    proptest! {
        #[test]
        fn what_is_asked_is_what_is_read(by: u64, number: u64) {
            let question = Question { by, number };
            prop_assert_eq!(Question::read(&question.to_string()), Some(question));
            let heard = Heard { number };
            prop_assert_eq!(Heard::read(&heard.to_string()), Some(heard));
            // A beat is not an answer.
            prop_assert_eq!(Heard::read(&number.to_string()), None);
        }

        #[test]
        fn news_are_no_questions(by: u64, is_settled: bool, tag: u128) {
            let event = Event { by, is_settled, outdated: Outdated::Tags(vec![tag]) };
            prop_assert_eq!(Question::read(&event.to_string()), None);
        }
    }
}
