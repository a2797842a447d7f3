//! Request structs: strict decoding, and one report of everything that is wrong.

mod body;
mod bounded;
mod diagnose;
mod extract;
mod field;
mod json;
mod keys;
mod mistake;
mod own;
mod pointer;
mod query;
mod report;
mod rules;
mod scan;
mod strict;
mod text;
mod unexpected;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use body::Body;
pub use bounded::Bounded;
pub(crate) use query::is_percent_encoded;
pub(crate) use unexpected::unexpected_query;

/// What the expansion of `derive(ApiRequest)` names.
#[doc(hidden)]
pub mod derive {
    pub use hardpoint_macros::erase;

    pub use super::ApiRequest;
    pub use super::bounded::{AnyShape, Bounded, ShapeOf};
    pub use super::extract::{Extract, Input, extract};
    pub use super::field::{Field, Place, Presence, Shape, has_rules, leaf};
    pub use super::keys::keys_at_most;
    pub use super::own::{AnyDecoded, AnyRead, AnyRules, Read, Ruled, shape};
    pub use crate::error::Problem;
}

use derive::{Field, Input, Place};

/// A struct that is read from a request: body, query, path and headers.
///
/// Derive it; the derive of the same name says how. It makes the struct an extractor of actix's.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request struct\nhelp: derive it, `#[derive(hardpoint::ApiRequest)]`",
    label = "does not say where its fields are read from"
)]
pub trait ApiRequest: garde::Validate<Context = ()> + Sized + 'static {
    /// Its fields, by their names on the wire.
    #[doc(hidden)]
    const FIELDS: &'static [Field];

    /// Whether it is known what it reads: not of one that its derive has refused.
    #[doc(hidden)]
    const IS_KNOWN: bool = true;

    /// Whether any of its fields is read from the body.
    const TAKES_BODY: bool = field::reads(Self::FIELDS, Place::Body);

    /// Whether any of its fields is read from the query; it then refuses those that it does not
    /// know.
    const TAKES_QUERY: bool = field::reads(Self::FIELDS, Place::Query);

    /// Whether any of its fields is a capture of the path.
    const TAKES_PATH: bool = field::reads(Self::FIELDS, Place::Path);

    /// Reads the fields; what is wrong stays with `input`.
    #[doc(hidden)]
    fn read(input: &mut Input<'_>) -> Option<Self>;
}
