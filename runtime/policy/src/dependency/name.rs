//! Names of dependencies and of guards.

use std::borrow::Cow;

use crate::PolicyError;
use crate::words::{Word, only};

/// The longest name.
const LONGEST: usize = 64;

/// A name of a dependency or of a guard: 1 to 64 of the characters `A-Z a-z 0-9 _ . -`.
///
/// It is a label of metrics and a word of the log.
pub(super) fn read_name(text: &str) -> Result<Cow<'static, str>, PolicyError> {
    let whole = Word { text, start: 0 };
    let has_inner_space = text.trim().contains(char::is_whitespace);
    let word = match has_inner_space {
        true => whole,
        false => only(text, "a name", "inventory")?,
    };
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if word.text.len() <= LONGEST && word.text.bytes().all(is_allowed) {
        return Ok(Cow::Owned(word.text.to_owned()));
    }
    let mended: String = word
        .text
        .chars()
        .map(|c| {
            if c.is_ascii() && is_allowed(c as u8) {
                c
            } else {
                '-'
            }
        })
        .take(LONGEST)
        .collect();
    let write = match mended.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        true => mended.as_str(),
        false => "inventory",
    };
    Err(word
        .error(format!(
            "`{}` is no name: expected 1 to {LONGEST} of the characters `A-Z a-z 0-9 _ . -`",
            word.text
        ))
        .help(format!("write `{write}`")))
}
