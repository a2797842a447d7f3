//! What a job is, checked: nothing here is left to interpret.

use hardpoint_policy::JobSpec;
use proc_macro2::Group;
use syn::{Attribute, Signature, Type, Visibility};

use crate::paths::Runtime;

/// A checked job; only `check` makes one.
#[derive(Debug)]
pub(super) struct JobPlan {
    pub(super) runtime: Runtime,
    pub(super) spec: JobSpec,
    pub(super) visibility: Visibility,
    /// What goes onto the type.
    pub(super) type_attributes: Vec<Attribute>,
    /// What stays on the function.
    pub(super) function_attributes: Vec<Attribute>,
    pub(super) signature: Signature,
    /// `None` if there is none, which has been said.
    pub(super) body: Option<Group>,
    pub(super) call: Call,
}

/// How the function is called.
#[derive(Debug)]
pub(super) enum Call {
    /// With these arguments.
    With(Vec<Argument>),
    /// Not at all: its signature cannot be served, which has been said.
    Never,
    /// Not at all: it is no function of its own, which has been said.
    Method,
}

/// One argument of the function.
#[derive(Debug)]
pub(super) struct Argument {
    /// Its `#[cfg]`s.
    pub(super) cfg: Vec<Attribute>,
    pub(super) ty: Type,
}
