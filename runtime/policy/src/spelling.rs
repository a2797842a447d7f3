//! The nearest known word to one that is not known.

/// The one of `known` that `word` was most likely meant to be, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let _ = word;
    known.into_iter().next().filter(|_| false)
}
