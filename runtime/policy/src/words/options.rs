//! The words of a policy behind its quantity: `key:value` and flags.

use super::{Word, one_of};
use crate::PolicyError;
use crate::spelling::nearest;

/// A word that a policy knows.
pub(crate) struct Known {
    /// The word, or what stands before its `:`.
    pub(crate) word: &'static str,
    /// A value that may stand after `:`, with a comma if it is a list, and a `/` first if it is a
    /// link; `None` for a flag.
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
                (Some(example), Some(value)) if !value.text.is_empty() => {
                    if example.starts_with('/') {
                        commas_of_a_link(word, known)?;
                    } else if !example.contains(',') {
                        without_commas(word, known)?;
                    }
                    value
                }
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

/// Refuses commas, which separate the items of some lists but never words.
pub(crate) fn without_commas(word: Word<'_>, known: &[Known]) -> Result<(), PolicyError> {
    let Some((first, rest)) = word.split_once(',') else {
        return Ok(());
    };
    let mut write = first.text.to_owned();
    for part in rest.list().filter(|part| is_known(*part, known)) {
        write.push(' ');
        write.push_str(part.text);
    }
    Err(word
        .error(format!(
            "`{}` has a comma: expected white space between words",
            word.text
        ))
        .help(format!("write `{write}`")))
}

/// A link may have commas in it, but none where white space should part it from another word.
fn commas_of_a_link(word: Word<'_>, known: &[Known]) -> Result<(), PolicyError> {
    if word.list().skip(1).any(|part| is_known(part, known)) {
        return without_commas(word, known);
    }
    if !word.text.ends_with(',') {
        return Ok(());
    }
    Err(word
        .error(format!(
            "`{}` ends with a comma: expected white space between words",
            word.text
        ))
        .help(format!("write `{}`", word.text.trim_end_matches(','))))
}

fn is_known(part: Word<'_>, known: &[Known]) -> bool {
    let name = part
        .split_once(':')
        .map_or(part.text, |(name, _)| name.text);
    known.iter().any(|entry| entry.word == name)
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
            // A bare number is most likely what comes first.
            Some(entry)
                if entry.word == "ttl" && word.text.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                error.help(format!("write `ttl:{}`", word.text))
            }
            Some(entry) => error.help(format!(
                "remove it, or write one of these, such as `{}`",
                entry.example()
            )),
            None => error,
        },
    }
}
