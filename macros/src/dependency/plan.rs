//! What a dependency is, checked: nothing here is left to interpret.

use hardpoint_policy::DependencySpec;
use proc_macro2::Group;
use syn::{Attribute, Expr, Path, Signature, Type, Visibility};

use crate::paths::Runtime;

/// A checked dependency; only `check` makes one.
#[derive(Debug)]
pub(super) struct DependencyPlan {
    pub(super) runtime: Runtime,
    pub(super) spec: DependencySpec,
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) signature: Signature,
    /// `None` if there is none, which has been said.
    pub(super) body: Option<Group>,
    /// How its calls are made; `None` where something is wrong, which has been said: then the
    /// function stays as it is written.
    pub(super) calls: Option<Calls>,
}

/// How the function's calls are made.
#[derive(Debug)]
pub(super) struct Calls {
    /// Under what the call is known to whom it goes to.
    pub(super) key: Option<Expr>,
    /// What is asked instead where no answer is to be had.
    pub(super) fallback: Option<Path>,
    /// Whether a call may have several attempts.
    pub(super) is_repeated: bool,
    /// What it returns.
    pub(super) output: Type,
}

impl Calls {
    /// Whether the arguments are needed after an attempt has taken its own.
    pub(super) fn keep_arguments(&self) -> bool {
        self.is_repeated || self.fallback.is_some()
    }
}
