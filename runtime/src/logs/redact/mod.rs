//! What must not be read in a log: values under sensitive names, and secrets within texts.

mod names;
#[cfg(test)]
mod tests;
mod text;
mod value;

use std::borrow::Cow;

pub(crate) use self::names::Names;

/// What stands where something has been taken out.
pub(crate) const REDACTED: &str = "[redacted]";

impl Names {
    /// A text as it may be written.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        text::redact(text, self)
    }
}

/// A statement without what stands in quotes in it.
pub(crate) fn without_literals(sql: &str) -> Cow<'_, str> {
    let mut parts = sql.split('\'');
    let Some(first) = parts.next().filter(|first| first.len() < sql.len()) else {
        return Cow::Borrowed(sql);
    };
    let mut without = first.to_owned();
    let mut is_inside = true;
    for part in parts {
        without.push('\'');
        without.push_str(if is_inside { REDACTED } else { part });
        is_inside = !is_inside;
    }
    Cow::Owned(without)
}
