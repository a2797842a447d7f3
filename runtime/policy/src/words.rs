//! A policy's text, cut into words with their places.

use crate::PolicyError;
use crate::spelling::nearest;

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

/// A word that a policy knows.
pub(crate) struct Known {
    /// The word, or what stands before its `:`.
    pub(crate) word: &'static str,
    /// A value that may stand after `:`; `None` for a flag.
    pub(crate) example: Option<&'static str>,
}

impl Known {
    /// The word as it is written, with an example of a value.
    fn example(&self) -> String {
        match self.example {
            Some(value) => format!("{}:{value}", self.word),
            None => self.word.to_owned(),
        }
    }
}

/// The words of a policy behind its quantity, each at most once.
pub(crate) struct Options<'a> {
    read: Vec<(&'static str, Word<'a>, Word<'a>)>,
}

impl<'a> Options<'a> {
    /// Reads the words that are left, of which `known` are the ones that `policy` takes.
    pub(crate) fn read(
        words: impl Iterator<Item = Word<'a>>,
        policy: &str,
        known: &'static [Known],
    ) -> Result<Self, PolicyError> {
        let mut read: Vec<(&'static str, Word<'a>, Word<'a>)> = Vec::new();
        let mut before: Option<Word<'a>> = None;
        for word in words {
            if let Some(list) = before.filter(|before| before.text.ends_with(',')) {
                return Err(word
                    .error(format!(
                        "`{}` follows a comma and white space: expected the list without white space",
                        word.text
                    ))
                    .help(format!("write `{}{}`", list.text, word.text)));
            }
            before = Some(word);
            let (name, value) = match word.split_once(':') {
                Some((name, value)) => (name, Some(value)),
                None => (word, None),
            };
            let Some(entry) = known.iter().find(|entry| entry.word == name.text) else {
                return Err(unknown(word, policy, known));
            };
            let value = match (entry.example, value) {
                (None, None) => word,
                (Some(_), Some(value)) if !value.text.is_empty() => value,
                (Some(_), _) => {
                    return Err(word
                        .error(format!("`{}` says no value", entry.word))
                        .help(format!("write `{}`", entry.example())));
                }
                (None, Some(_)) => {
                    return Err(word
                        .error(format!("`{}` takes no value", entry.word))
                        .help(format!("write `{}`", entry.word)));
                }
            };
            if let Some((_, first, _)) = read.iter().find(|(other, ..)| *other == entry.word) {
                return Err(word
                    .error(format!("`{}` is said twice", entry.word))
                    .help(format!("keep one of `{}` and `{}`", first.text, word.text)));
            }
            read.push((entry.word, word, value));
        }
        Ok(Self { read })
    }

    /// The value behind `word:`, if that is said.
    pub(crate) fn value(&self, word: &str) -> Option<Word<'a>> {
        self.find(word).map(|(_, _, value)| *value)
    }

    /// The word as a whole, if it is said.
    pub(crate) fn word(&self, word: &str) -> Option<Word<'a>> {
        self.find(word).map(|(_, whole, _)| *whole)
    }

    /// Whether the flag is said.
    pub(crate) fn flag(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    fn find(&self, word: &str) -> Option<&(&'static str, Word<'a>, Word<'a>)> {
        self.read.iter().find(|(name, ..)| *name == word)
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

fn unknown(word: Word<'_>, policy: &str, known: &'static [Known]) -> PolicyError {
    let takes = one_of(known.iter().map(|entry| match entry.example {
        Some(_) => format!("`{}:`", entry.word),
        None => format!("`{}`", entry.word),
    }));
    let error = word.error(format!(
        "unknown word `{}`: {policy} takes {takes}",
        word.text
    ));
    // `burst=20` and `burst 20` are what users of other grammars write.
    let name_end = word.text.find([':', '=']).unwrap_or(word.text.len());
    let name = &word.text[..name_end];
    let value = word.text[name_end..].trim_start_matches([':', '=']);
    let near = nearest(name, known.iter().map(|entry| entry.word));
    match known.iter().find(|entry| Some(entry.word) == near) {
        Some(entry) if entry.example.is_some() && !value.is_empty() => {
            error.help(format!("write `{}:{value}`", entry.word))
        }
        Some(entry) => error.help(format!("write `{}`", entry.example())),
        None => match known.first() {
            Some(entry) => error.help(format!(
                "remove it, or write one of these, such as `{}`",
                entry.example()
            )),
            None => error,
        },
    }
}
