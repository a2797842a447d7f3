//! What is derived, checked: nothing left to interpret.

use proc_macro2::Span;
use syn::{Generics, Ident, LitStr, Member, Type};

use super::input::Shape;
use crate::paths::Runtime;

/// Everything the implementations need to know.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) runtime: Runtime,
    pub(super) shape: Shape,
    pub(super) beside_thiserror: bool,
    /// Whether no mistake was found.
    pub(super) sound: bool,
    pub(super) variants: Vec<VariantPlan>,
}

/// One variant, or the struct.
#[derive(Debug)]
pub(super) struct VariantPlan {
    pub(super) ident: Ident,
    pub(super) answer: Answer,
    /// The field that is the error's source.
    pub(super) source: Option<FieldPlan>,
    /// The field from which the variant is made.
    pub(super) from: Option<FieldPlan>,
}

/// A field that is used.
#[derive(Debug, Clone)]
pub(super) struct FieldPlan {
    pub(super) member: Member,
    pub(super) ty: Type,
}

/// What a client is answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// What stands in the attribute.
    Stated(Stated),
    /// What the error in this field says.
    Transparent(FieldPlan),
}

/// What stands in the attribute; `None` follows from the status.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: Option<Message>,
    pub(super) retryable: Option<bool>,
    pub(super) retry_after_millis: Option<u64>,
    pub(super) is_final: Option<bool>,
    pub(super) slo: Option<bool>,
    pub(super) breaker: Option<bool>,
    /// The variant of `LogLevel`.
    pub(super) level: Option<&'static str>,
}

/// A message.
#[derive(Debug)]
pub(super) enum Message {
    /// The same each time.
    Fixed(LitStr),
    /// With fields in it.
    Format(Template),
}

/// A format string and its arguments: `{f0}` stands for the first of `fields`.
#[derive(Debug)]
pub(super) struct Template {
    /// As it stands in the attribute.
    pub(super) written: String,
    pub(super) format: String,
    pub(super) span: Span,
    pub(super) fields: Vec<FieldPlan>,
}

impl Answer {
    /// Whether it stands in the attribute.
    pub(super) fn is_stated(&self) -> bool {
        matches!(self, Self::Stated(_))
    }
}
