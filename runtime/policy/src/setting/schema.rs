//! The fields of a settings struct, as its derive lists them.

use super::kind::Kind;
use super::range::Range;
use super::value::Value;

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// What it is called in files; in capital letters, in variables.
    pub name: &'a str,
    /// What stands under the name.
    pub content: Content<'a>,
}

/// What stands under a name.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "a constant, which is laid out once and never moved"
)]
pub enum Content<'a> {
    /// A value.
    Value(Spec<'a>),
    /// The fields of a struct, under names of their own.
    Group(&'static [Field<'static>]),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Spec<'a> {
    /// What its values look like.
    pub kind: Kind,
    /// Its type, as written.
    pub type_name: &'a str,
    /// The variable that sets it, if it has a name of its own.
    pub variable: Option<&'a str>,
    /// Its value where nothing sets it.
    pub default: Default<'a>,
    /// The least and the most that it can be.
    pub range: Range<'a>,
    /// Whether it is given at each start, so that it needs no value before.
    pub is_required: bool,
    /// Whether it is no secret although it looks like one.
    pub is_plain: bool,
}

/// A value that stands in an attribute.
#[derive(Debug, Clone, Copy)]
pub enum Default<'a> {
    /// There is none.
    None,
    /// This one.
    Said(Value<'a>),
    /// What this expression makes.
    Made(&'a str),
}

/// Where a field stands: its name, and those of the groups that it is in.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    /// The group that it is in.
    pub group: Option<&'a Path<'a>>,
    /// The name of the field.
    pub name: &'a str,
}

impl Path<'_> {
    /// How many names it has.
    #[must_use]
    pub const fn depth(&self) -> usize {
        match self.group {
            Some(group) => group.depth() + 1,
            None => 1,
        }
    }
}

impl Spec<'_> {
    /// Whether there is a value even where nothing sets it, or none is needed before the start.
    #[must_use]
    pub const fn needs_no_file(&self) -> bool {
        !matches!(self.default, Default::None)
            || self.is_required
            || self.kind.is_optional()
            || self.kind.is_secret()
            || matches!(self.kind.leaf(), Kind::Unread)
    }
}
