//! What instances tell each other: that something is out of date.

use std::fmt;

/// That something is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// Which instance tells it.
    pub(crate) by: u64,
    /// Whether the second level knows it already.
    pub(crate) is_settled: bool,
    pub(crate) outdated: Outdated,
}

/// What is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outdated {
    /// What carries one of these tags.
    Tags(Vec<u128>),
    Everything,
}

/// In the words of this version: `1`, who tells it, `settled` or `open`, and the tags, in base 16.
const VERSION: &str = "1";
/// How many tags fit into one event: PostgreSQL takes 7,999 bytes.
const MOST: usize = 200;

impl Event {
    /// What was told. What cannot be read may mean anything, and so it means everything.
    pub(super) fn read(text: &str) -> Self {
        Self::parse(text).unwrap_or(Self {
            by: 0,
            is_settled: false,
            outdated: Outdated::Everything,
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        (words.next()? == VERSION).then_some(())?;
        let by = u64::from_str_radix(words.next()?, 16).ok()?;
        let is_settled = match words.next()? {
            "settled" => true,
            "open" => false,
            _ => return None,
        };
        let tags: Result<_, _> = words.map(|tag| u128::from_str_radix(tag, 16)).collect();
        let outdated = match text.ends_with(" *") {
            true => Outdated::Everything,
            false => Outdated::Tags(tags.ok()?),
        };
        Some(Self {
            by,
            is_settled,
            outdated,
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_settled { "settled" } else { "open" };
        write!(f, "{VERSION} {:x} {state}", self.by)?;
        match &self.outdated {
            Outdated::Tags(tags) if tags.len() <= MOST => {
                tags.iter().try_for_each(|tag| write!(f, " {tag:x}"))
            }
            _ => f.write_str(" *"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(tags: Vec<u128>) -> Event {
        Event {
            by: u64::MAX,
            is_settled: true,
            outdated: Outdated::Tags(tags),
        }
    }

    #[test]
    fn more_than_can_be_told_is_everything_and_fits() {
        let most = of(vec![u128::MAX; MOST]).to_string();
        assert!(most.len() < 7_999, "{}", most.len());
        assert_eq!(Event::read(&most), of(vec![u128::MAX; MOST]));
        let more = of(vec![1; MOST + 1]).to_string();
        assert_eq!(Event::read(&more).outdated, Outdated::Everything);
        assert!(Event::read(&more).is_settled);
    }

    #[test]
    fn what_cannot_be_read_means_everything() {
        for text in [
            "",
            "1",
            "2 1 settled 1",
            "1 x open",
            "1 1 soon 1",
            "1 1 open 1 x",
            "1 1 open  ",
        ] {
            let event = Event::read(text);
            assert_eq!(event.outdated, Outdated::Everything, "{text}");
            assert!(!event.is_settled, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_is_read(
            by: u64,
            is_settled: bool,
            tags in proptest::collection::vec(any::<u128>(), 0..MOST),
        ) {
            let event = Event { by, is_settled, outdated: Outdated::Tags(tags) };
            prop_assert_eq!(Event::read(&event.to_string()), event);
        }

        #[test]
        fn nothing_that_is_read_is_a_panic(text: String) {
            let _ = Event::read(&text);
        }
    }
}
