//! A policy's text, cut into words with their places.

mod options;

use crate::PolicyError;
use crate::spelling::nearest;

pub(crate) use options::{Known, Options, without_commas};

/// A part of a policy's text, and where in the text it starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl<'a> Word<'a> {
    /// Where it stands: start and end in bytes.
    pub(crate) fn at(self) -> (usize, usize) {
        (self.start, self.start + self.text.len())
    }

    /// Its bytes from `from` to `to`, which lie on borders of characters.
    pub(crate) fn part(self, from: usize, to: usize) -> Word<'a> {
        Word {
            text: &self.text[from..to],
            start: self.start + from,
        }
    }

    /// What stands before and after the first `separator`.
    pub(crate) fn split_once(self, separator: char) -> Option<(Word<'a>, Word<'a>)> {
        let at = self.text.find(separator)?;
        let after = at + separator.len_utf8();
        Some((self.part(0, at), self.part(after, self.text.len())))
    }

    /// The items of a list with commas; white space around an item is not part of it.
    pub(crate) fn list(self) -> impl Iterator<Item = Word<'a>> {
        let mut start = self.start;
        self.text.split(',').map(move |item| {
            let word = Word { text: item, start };
            start += item.len() + 1;
            word.trimmed()
        })
    }

    /// The same without white space at its ends.
    pub(crate) fn trimmed(self) -> Word<'a> {
        let before = self.text.len() - self.text.trim_start().len();
        Word {
            text: self.text.trim(),
            start: self.start + before,
        }
    }

    /// A trouble with this word.
    pub(crate) fn error(self, message: impl Into<String>) -> PolicyError {
        PolicyError::new(self.at(), message)
    }
}

/// The words of a text, which white space separates.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = Word { text, start: 0 };
    std::iter::from_fn(move || {
        let trimmed = rest.trimmed();
        if trimmed.text.is_empty() {
            return None;
        }
        let end = trimmed
            .text
            .find(char::is_whitespace)
            .unwrap_or(trimmed.text.len());
        rest = trimmed.part(end, trimmed.text.len());
        Some(trimmed.part(0, end))
    })
}

/// The first word of a text that must not be empty; `expected` and `example` say of what.
pub(crate) fn first<'a>(
    text: &'a str,
    words: &mut impl Iterator<Item = Word<'a>>,
    expected: &str,
    example: &str,
) -> Result<Word<'a>, PolicyError> {
    words.next().ok_or_else(|| {
        PolicyError::new(
            (0, text.len()),
            format!("nothing is said: expected {expected}"),
        )
        .help(format!("write `{example}`"))
    })
}

/// The only word of a text; `expected` and `example` say of what.
pub(crate) fn only<'a>(
    text: &'a str,
    expected: &str,
    example: &str,
) -> Result<Word<'a>, PolicyError> {
    let mut words = words(text);
    let word = first(text, &mut words, expected, example)?;
    match words.next() {
        None => Ok(word),
        Some(extra) => Err(extra
            .error(format!(
                "`{}` is a word too many: expected {expected}",
                extra.text
            ))
            .help(format!("write `{}`", word.text))),
    }
}

/// A word that stands for one value of a few, or what is said of one that does not.
pub(crate) fn choice<T: Clone>(
    word: Word<'_>,
    what: &str,
    choices: &[(&'static str, T)],
) -> Result<T, PolicyError> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word.text) {
        return Ok(value.clone());
    }
    let names = || choices.iter().map(|(name, _)| *name);
    let error = word.error(format!(
        "unknown {what} `{}`: expected {}",
        word.text,
        one_of(names().map(|name| format!("`{name}`")))
    ));
    Err(match nearest(word.text, names()) {
        Some(near) => error.help(format!("write `{near}`")),
        None => match names().next() {
            Some(first) => error.help(format!("write one of these, such as `{first}`")),
            None => error,
        },
    })
}

/// `a`, `b` or `c`.
pub(crate) fn one_of(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [front @ .., last] => format!("{} or {last}", front.join(", ")),
    }
}
