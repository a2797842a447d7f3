//! Tags of cached answers: `orders,order-{id}`.

mod meets;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{Word, only};

/// A list of tags, as written after `tags:` or in `invalidates = "…"`; [`read_tags`] reads it,
/// [`print_tags`] prints it.
pub type Tags = Cow<'static, [TagTemplate]>;

/// One tag: literal text and captures of the path (or fields of the query).
///
/// The literal text is visible ASCII other than `,`, `{` and `}`; a capture's name is a letter or
/// `_`, then letters, digits and `_`.
///
/// ```
/// use hardpoint_policy::TagTemplate;
///
/// let tag: TagTemplate = "order-{id}".parse()?;
/// assert_eq!(tag.render(|name| (name == "id").then(|| "7".into())), Ok("order-7".to_owned()));
/// assert_eq!(tag.render(|_| None), Err("id"));
/// assert_eq!(tag.to_string(), "order-{id}");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagTemplate {
    /// The parts in their order.
    pub parts: Cow<'static, [TagPart]>,
}

/// A part of a tag.
///
/// ```
/// use hardpoint_policy::{TagPart, TagTemplate};
///
/// let tag: TagTemplate = "order-{id}".parse()?;
/// assert_eq!(*tag.parts, [TagPart::Literal("order-".into()), TagPart::Capture("id".into())]);
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TagPart {
    /// Text as it stands.
    Literal(Cow<'static, str>),
    /// `{name}`: the value of the path's capture, or else of the query's field, of that name.
    Capture(Cow<'static, str>),
}

impl TagTemplate {
    /// The tag with its captures' values filled in.
    ///
    /// `value` gives the value of a name.
    ///
    /// # Errors
    /// The first name that has no value.
    pub fn render<'v>(
        &self,
        mut value: impl FnMut(&str) -> Option<Cow<'v, str>>,
    ) -> Result<String, &str> {
        let mut tag = String::new();
        for part in self.parts.iter() {
            match part {
                TagPart::Literal(text) => tag.push_str(text),
                TagPart::Capture(name) => match value(name) {
                    Some(value) => tag.push_str(&value),
                    None => return Err(name),
                },
            }
        }
        Ok(tag)
    }

    /// The names of its captures, in their order.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TagPart::Literal(_) => None,
            TagPart::Capture(name) => Some(name.as_ref()),
        })
    }
}

/// Reads a list of tags, with commas between them: at least one, none twice.
///
/// # Errors
/// What cannot be read, and where.
///
/// ```
/// use hardpoint_policy::{print_tags, read_tags};
///
/// let tags = read_tags("orders, order-{id}")?;
/// assert_eq!(tags.len(), 2);
/// assert_eq!(print_tags(&tags), "orders,order-{id}");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
pub fn read_tags(text: &str) -> Result<Tags, PolicyError> {
    read_list(Word { text, start: 0 })
}

/// The text of a list of tags.
pub fn print_tags(tags: &[TagTemplate]) -> String {
    let tags: Vec<String> = tags.iter().map(TagTemplate::to_string).collect();
    tags.join(",")
}

/// Reads a list of tags from a part of a text.
pub(crate) fn read_list(list: Word<'_>) -> Result<Tags, PolicyError> {
    if list.text.trim().is_empty() {
        return Err(list
            .error("nothing is said: expected a list of tags")
            .help("write `orders,order-{id}`"));
    }
    let mut tags: Vec<TagTemplate> = Vec::new();
    for item in list.list() {
        if item.text.is_empty() {
            // An empty item has no place of its own to point at: the whole list has.
            let rest: Vec<&str> = list
                .list()
                .map(|item| item.text)
                .filter(|text| !text.is_empty())
                .collect();
            return Err(list
                .error(format!("`{}` has an empty tag", list.text))
                .help(if rest.is_empty() {
                    "write `orders,order-{id}`".to_owned()
                } else {
                    format!("write `{}`, without white space in it", rest.join(","))
                }));
        }
        let tag = read_tag(item)?;
        if tags.contains(&tag) {
            return Err(item
                .error(format!("the tag `{}` is said twice", item.text))
                .help("remove one of the two"));
        }
        tags.push(tag);
    }
    Ok(Cow::Owned(tags))
}

impl FromStr for TagTemplate {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        read_tag(only(text, "a tag", "order-{id}")?)
    }
}

impl fmt::Display for TagTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts.iter() {
            match part {
                TagPart::Literal(text) => f.write_str(text)?,
                TagPart::Capture(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

fn read_tag(word: Word<'_>) -> Result<TagTemplate, PolicyError> {
    let mut parts = Vec::new();
    let mut rest = word;
    while !rest.text.is_empty() {
        let open = rest.text.find('{').unwrap_or(rest.text.len());
        let literal = rest.part(0, open);
        if let Some(at) = literal
            .text
            .find(|c: char| !c.is_ascii_graphic() || c == ',' || c == '}')
        {
            return Err(bad_character(word, rest.part(at, literal.text.len())));
        }
        if open > 0 {
            parts.push(TagPart::Literal(Cow::Owned(literal.text.to_owned())));
        }
        rest = rest.part(open, rest.text.len());
        if rest.text.is_empty() {
            break;
        }
        let Some(close) = rest.text.find('}') else {
            return Err(rest
                .error(format!(
                    "`{}` in the tag `{}` is not closed",
                    rest.text, word.text
                ))
                .help(format!("write `{}}}`", word.text)));
        };
        let name = rest.part(1, close);
        if !is_name(name.text) {
            return Err(rest
                .part(0, close + 1)
                .error(format!(
                    "`{}` is no name of a capture: expected letters, digits and `_`, no digit first",
                    name.text
                ))
                .help("write `{id}`"));
        }
        parts.push(TagPart::Capture(Cow::Owned(name.text.to_owned())));
        rest = rest.part(close + 1, rest.text.len());
    }
    Ok(TagTemplate {
        parts: Cow::Owned(parts),
    })
}

/// Whether a text can name a capture: `[A-Za-z_][A-Za-z0-9_]*`.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn bad_character(tag: Word<'_>, from: Word<'_>) -> PolicyError {
    let bad = from.text.chars().next().unwrap_or(' ');
    let kept = |word: &str| -> String {
        word.chars()
            .filter(|c| c.is_ascii_graphic() && !matches!(c, ',' | '{' | '}'))
            .collect()
    };
    // White space parts words; of a list they have commas between them.
    let mut words: Vec<String> = Vec::new();
    for word in tag.text.split_whitespace().map(kept) {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    let kept = words.join(",");
    from.part(0, bad.len_utf8())
        .error(format!(
            "{bad:?} cannot stand in a tag: expected visible ASCII other than `,`, `{{`, `}}`, or a capture such as `{{id}}`"
        ))
        .help(if kept.is_empty() {
            "write `orders`".to_owned()
        } else {
            format!("write `{kept}`")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_its_captures() {
        let tags = read_tags("orders,order-{id},{a}{b}").unwrap();
        assert_eq!(tags[2].captures().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(print_tags(&tags), "orders,order-{id},{a}{b}");
    }

    #[test]
    fn a_missing_value_is_named() {
        let tag: TagTemplate = "{a}-{b}".parse().unwrap();
        let one = |name: &str| (name == "a").then_some(Cow::Borrowed("1"));
        assert_eq!(tag.render(one), Err("b"));
        assert_eq!(
            tag.render(|_| Some(Cow::Borrowed("1"))),
            Ok("1-1".to_owned())
        );
    }

    #[test]
    fn what_is_no_tag_is_refused_where_it_stands() {
        for (text, at) in [
            ("", (0, 0)),
            ("a,,b", (0, 4)),
            ("a,", (0, 2)),
            ("a,order-{id", (8, 11)),
            ("a,order-{}", (8, 10)),
            ("a,order-{1d}", (8, 12)),
            ("a,order-id}", (10, 11)),
            ("a,b c", (3, 4)),
            ("a,ü", (2, 4)),
            ("a,b,a", (4, 5)),
        ] {
            assert_eq!(read_tags(text).unwrap_err().at, at, "{text}");
        }
    }
}
