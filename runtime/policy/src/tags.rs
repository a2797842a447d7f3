//! Tags of cached answers: `orders,order-{id}`.

use std::borrow::Cow;

/// A list of tags, as written after `tags:` or in `invalidates = "…"`.
pub type Tags = Cow<'static, [TagTemplate]>;

/// One tag: literal text and captures of the path (or fields of the query).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagTemplate {
    /// The parts in their order.
    pub parts: Cow<'static, [TagPart]>,
}

/// A part of a tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TagPart {
    /// Text as it stands.
    Literal(Cow<'static, str>),
    /// `{name}`: the value of the path's capture, or else of the query's field, of that name.
    Capture(Cow<'static, str>),
}
