//! The struct, checked: nothing left to interpret.

use proc_macro2::TokenStream;
use syn::{Ident, Path, Type};

use super::input::Entry;
use crate::paths::Runtime;

/// A request struct, or an enum of bare names.
#[derive(Debug)]
pub(crate) struct RequestPlan {
    pub(crate) ident: Ident,
    pub(crate) runtime: Runtime,
    /// What serde's derive is told of the whole.
    pub(crate) serde: Vec<Entry>,
    /// What garde's derive is told of the whole.
    pub(crate) garde: Vec<Entry>,
    pub(crate) kind: KindPlan,
}

#[derive(Debug)]
pub(crate) enum KindPlan {
    Struct(Vec<FieldPlan>),
    /// The variants, as written.
    Names(TokenStream),
}

/// One field.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) place: PlacePlan,
    pub(crate) wire: String,
    pub(crate) aliases: Vec<String>,
    /// The value where the field is absent.
    pub(crate) default: Option<TokenStream>,
    /// The function that decodes it.
    pub(crate) with: Option<Path>,
    /// What serde's derive is told, less the default.
    pub(crate) serde: Vec<Entry>,
    /// What garde's derive is told.
    pub(crate) garde: Vec<TokenStream>,
    /// The `Shape` of its values.
    pub(crate) shape: TokenStream,
    /// Whether types of one's own are inside, of which nobody knows yet whether they are decoded.
    pub(crate) is_own: bool,
    /// Whether types inside may have rules of their own that nobody runs.
    pub(crate) may_hide_rules: bool,
}

/// Where a field is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlacePlan {
    Body,
    Query,
    Path,
    Header,
    /// Nowhere: `#[serde(skip)]`.
    Skipped,
}
