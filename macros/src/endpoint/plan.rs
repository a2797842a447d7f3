//! What an endpoint is, checked: nothing here is left to interpret.

use hardpoint_policy::EndpointSpec;
use proc_macro2::Group;
use syn::{Attribute, Path, Signature, Type, Visibility};

use super::demand::Demand;
use crate::paths::Runtime;

/// A checked endpoint; only `check` makes one.
#[derive(Debug)]
pub(super) struct EndpointPlan {
    pub(super) runtime: Runtime,
    /// The promises; module, file and line are filled in where the expansion stands.
    pub(super) spec: EndpointSpec,
    /// The function that decides about each request.
    pub(super) authorize: Option<Path>,
    /// Whether it says its own route, so that `.service(…)` takes it.
    pub(super) routed: bool,
    pub(super) visibility: Visibility,
    /// What goes onto the type.
    pub(super) type_attributes: Vec<Attribute>,
    /// What goes onto the value.
    pub(super) value_attributes: Vec<Attribute>,
    /// What stays on the function.
    pub(super) function_attributes: Vec<Attribute>,
    /// The paths of actix's attributes that were consumed.
    pub(super) consumed: Vec<Path>,
    /// Whether the function is marked `#[deprecated]`, which the expansion must not warn of.
    pub(super) deprecated: bool,
    pub(super) signature: Signature,
    /// `None` if there is none, which has been said.
    pub(super) body: Option<Group>,
    pub(super) call: Call,
    /// What the types in the signature must fulfil.
    pub(super) demands: Vec<Demand>,
}

/// How the function is called.
#[derive(Debug)]
pub(super) enum Call {
    /// With these arguments.
    With(Vec<Argument>),
    /// Not at all: its signature cannot be served, which has been said.
    Never,
    /// Not at all: it is no function of its own, but of a type or a trait, which has been said.
    Method,
}

/// One argument of the function.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    /// Its `#[cfg]`s.
    pub(super) cfg: Vec<Attribute>,
    /// Its type, free of the function's lifetimes.
    pub(super) ty: Type,
    pub(super) kind: Kind,
}

impl Argument {
    /// Whether it is read from the request.
    pub(super) fn is_extracted(&self) -> bool {
        self.kind != Kind::Transaction
    }

    /// Whether its name leaves open what it is.
    pub(super) fn is_doubtful(&self) -> bool {
        matches!(self.kind, Kind::Multipart | Kind::Unknown)
    }
}

/// What an argument is, as far as the name of its type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `&mut Tx`: no part of the request, but the transaction that its answer belongs to.
    Transaction,
    /// Captures, by their order.
    Path(Captures),
    /// A header.
    Header,
    /// The request itself, or its target.
    Target,
    /// Something else that reads neither the path nor the body.
    Apart,
    /// The body.
    Body,
    /// The body as it comes.
    Payload,
    /// The body in parts with a boundary between them.
    Multipart,
    /// Whatever it is.
    Unknown,
}

/// What a `Path` takes of the captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Captures {
    /// One value.
    One,
    /// A tuple of so many.
    Tuple(usize),
    /// Whatever its type says.
    Other,
}
