//! What a request type's fields are called on the wire: the tables that the derive writes.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::diagnose::{self, Findings};

/// Where a field is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A member of the JSON body.
    Body,
    /// A field of the query.
    Query,
    /// A capture of the route's template.
    Path,
    /// A header.
    Header,
}

/// What the absence of a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// There is a default.
    Optional,
    /// It is an error.
    Required,
    /// Its type decides: an `Option` may be absent.
    AsTyped,
}

/// One field of a type that derives `ApiRequest`.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in Rust, as `garde` reports it.
    pub rust: &'static str,
    /// Its name on the wire.
    pub wire: &'static str,
    /// Further names that are understood.
    pub aliases: &'static [&'static str],
    /// Where it is read from.
    pub place: Place,
    /// Whether it may be absent.
    pub presence: Presence,
    /// What its values look like.
    pub shape: Shape,
}

impl Field {
    /// Whether `name` is this field's, on the wire.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.wire == name || self.aliases.contains(&name)
    }
}

/// What the values of a type look like in JSON, as far as the names inside are known.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Decoded as a whole.
    Leaf(Check),
    /// An object with these fields; a function, so that types may contain themselves.
    Object(fn() -> &'static [Field]),
    /// `null`, or that.
    Optional(&'static Shape),
    /// A list of that.
    List(&'static Shape),
    /// An object of any keys, with values of that.
    Map(&'static Shape),
}

/// Finds out what is wrong with a leaf; `None` stands for its absence.
pub(crate) type Check = fn(Option<&Value>, &mut Findings<'_>);

/// The check of a type that decodes itself.
pub fn leaf<T: DeserializeOwned>(value: Option<&Value>, findings: &mut Findings<'_>) {
    diagnose::leaf::<T>(value, findings);
}

/// Whether any of `fields` is read from the place of that name.
pub(crate) const fn reads(fields: &[Field], place: Place) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if fields[index].place as u8 == place as u8 {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether values of that shape have rules of their own, which `garde(dive)` runs.
pub const fn has_rules(shape: &Shape) -> bool {
    match shape {
        Shape::Leaf(_) => false,
        Shape::Object(_) => true,
        Shape::Optional(inner) | Shape::List(inner) | Shape::Map(inner) => has_rules(inner),
    }
}
