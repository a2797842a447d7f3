//! The item, checked: nothing left to interpret.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, LitStr, Type};

use super::form::Form;
use super::literal::Literal;
use crate::paths::Runtime;

/// A struct of settings, or an enum of names.
#[derive(Debug)]
pub(crate) struct SettingsPlan<'a> {
    pub(crate) ident: Ident,
    pub(crate) runtime: Runtime,
    pub(crate) kind: KindPlan<'a>,
}

#[derive(Debug)]
pub(crate) enum KindPlan<'a> {
    Struct {
        fields: Vec<FieldPlan<'a>>,
        /// What makes it load itself; without, it can only be nested.
        whole: Option<WholePlan>,
    },
    /// Each variant, and its name.
    Names(Vec<(Ident, String)>),
}

/// What a struct that loads itself says of its sources.
#[derive(Debug)]
pub(crate) struct WholePlan {
    pub(crate) prefix: String,
    pub(crate) file: Option<FilePlan>,
    pub(crate) ignored: Vec<String>,
}

/// The file that is checked in.
#[derive(Debug)]
pub(crate) struct FilePlan {
    /// Where the attribute names it, and how.
    pub(crate) literal: LitStr,
    /// What it is called in messages.
    pub(crate) shown: String,
    /// What makes cargo build again when it has changed.
    pub(crate) tracked: TokenStream,
    pub(crate) entries: Vec<EntryPlan>,
}

/// A value in the file, or a table with nothing in it.
#[derive(Debug)]
pub(crate) struct EntryPlan {
    pub(crate) path: Vec<String>,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) value: Literal,
}

/// One field.
#[derive(Debug)]
pub(crate) struct FieldPlan<'a> {
    pub(crate) ident: Ident,
    pub(crate) ty: &'a Type,
    pub(crate) name: String,
    pub(crate) content: ContentPlan<'a>,
}

#[derive(Debug)]
pub(crate) enum ContentPlan<'a> {
    Group,
    Value(Box<ValuePlan<'a>>),
}

/// One setting.
#[derive(Debug)]
pub(crate) struct ValuePlan<'a> {
    pub(crate) form: Form<'a>,
    pub(crate) type_name: String,
    pub(crate) variable: Option<String>,
    pub(crate) default: DefaultPlan,
    pub(crate) min: Option<BoundPlan>,
    pub(crate) max: Option<BoundPlan>,
    pub(crate) is_required: bool,
    pub(crate) is_plain: bool,
}

#[derive(Debug)]
pub(crate) enum DefaultPlan {
    None,
    Said(Literal, Span),
    Made(Box<Expr>),
}

/// One end of a range, and where it stands.
#[derive(Debug)]
pub(crate) struct BoundPlan {
    pub(crate) value: Literal,
    pub(crate) span: Span,
}
