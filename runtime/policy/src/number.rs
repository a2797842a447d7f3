//! Whole numbers in a policy's text, alone or with a unit.

use crate::PolicyError;
use crate::words::Word;

/// The digits that a word begins with, and what follows.
pub(crate) fn split_unit(word: Word<'_>) -> (Word<'_>, Word<'_>) {
    let end = word
        .text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.text.len());
    (word.part(0, end), word.part(end, word.text.len()))
}

/// A number from 1; `what` says of what, `example` is text to paste.
pub(crate) fn positive(word: Word<'_>, what: &str, example: &str) -> Result<u32, PolicyError> {
    match whole(word, what, u64::from(u32::MAX), example)? {
        0 => Err(word
            .error(format!("`0` is no {what}: expected at least 1"))
            .help(format!("write `{example}`"))),
        number => u32::try_from(number).map_err(|_| too_large(word, what, u64::from(u32::MAX))),
    }
}

/// A number up to `most`; `what` says of what, `example` is text to paste.
pub(crate) fn whole(
    word: Word<'_>,
    what: &str,
    most: u64,
    example: &str,
) -> Result<u64, PolicyError> {
    if word.text.is_empty() || !word.text.bytes().all(|byte| byte.is_ascii_digit()) {
        let plain: String = word
            .text
            .chars()
            .filter(|c| !matches!(c, '_' | '\''))
            .collect();
        let is_plain = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        let write = if is_plain { plain.as_str() } else { example };
        return Err(word
            .error(format!(
                "`{}` is no {what}: expected a whole number",
                word.text
            ))
            .help(format!("write `{write}`")));
    }
    match word.text.parse::<u64>() {
        Ok(number) if number <= most => Ok(number),
        _ => Err(too_large(word, what, most)),
    }
}

fn too_large(word: Word<'_>, what: &str, most: u64) -> PolicyError {
    word.error(format!(
        "`{}` is too large a {what}: expected at most {most}",
        word.text
    ))
    .help(format!("write `{most}` or less"))
}

/// A decimal number in thousandths, and whether that is all of it. What is out of range is as
/// good as a hundred and one.
pub(crate) fn thousandths(text: &str) -> Option<(u32, bool)> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (text, ""),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(decimals) {
        return None;
    }
    let (kept, lost) = decimals.split_at(decimals.len().min(3));
    let fraction: u32 = format!("{kept:0<3}").parse().ok()?;
    let number = whole
        .parse::<u32>()
        .ok()
        .and_then(|whole| whole.checked_mul(1_000)?.checked_add(fraction));
    let is_exact = lost.bytes().all(|byte| byte == b'0');
    Some((number.unwrap_or(101_000), is_exact))
}
