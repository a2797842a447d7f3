//! The dependencies of a service, listed with `dependencies![…]`.

use hardpoint_policy::DependencySpec;

use super::declared::SaidOfDependency;
use super::registry::Registry;
use crate::clock::Clock;

/// A list of functions under [`#[dependency]`](macro@crate::dependency), made by
/// [`dependencies!`](crate::dependencies) for [`Builder::dependencies`](crate::Builder::dependencies).
#[derive(Debug, Clone, Default)]
pub struct Dependencies(Vec<SaidOfDependency>);

/// Lists functions under [`#[dependency]`](macro@crate::dependency) for
/// [`Builder::dependencies`](crate::Builder::dependencies).
///
/// ```
/// use hardpoint::dependencies;
/// use hardpoint::dependency::DependencyError;
/// use hardpoint::prelude::*;
///
/// mod payments {
///     # use hardpoint::dependency;
///     # use hardpoint::dependency::DependencyError;
///     #[dependency(timeout = "5s")]
///     pub async fn charge(cents: u64) -> Result<u64, DependencyError> {
///         Ok(cents)
///     }
/// }
///
/// struct Warehouse;
///
/// impl Warehouse {
///     #[dependency(timeout = "2s", idempotent)]
///     async fn count(sku: &str) -> Result<usize, DependencyError> {
///         Ok(sku.len())
///     }
/// }
///
/// let builder = Hardpoint::builder().dependencies(dependencies![payments::charge, Warehouse::count]);
/// ```
///
/// Each is named by the path of the module or the type in which it stands: what a list finds stands
/// beside the function, where an import of the function alone does not lead. A method with a `self`
/// cannot be listed, and appears with its first call.
#[macro_export]
macro_rules! dependencies {
    ($($functions:tt)*) => {
        $crate::__private::listed_dependencies! { $crate; $($functions)* }
    };
}

impl Dependencies {
    /// These, and then those of `other`.
    #[must_use]
    pub fn and(mut self, other: impl Into<Self>) -> Self {
        self.0.extend(other.into().0);
        self
    }

    pub(crate) fn said(&self) -> &[SaidOfDependency] {
        &self.0
    }
}

#[doc(hidden)]
impl<const N: usize> From<[SaidOfDependency; N]> for Dependencies {
    fn from(listed: [SaidOfDependency; N]) -> Self {
        Self(listed.into())
    }
}

/// Makes the guards of all of them, with what their calls are to be held to: what there is to see of
/// them is there before the first call.
pub(crate) fn register(clock: &Clock, dependencies: &[(SaidOfDependency, DependencySpec)]) {
    let registry = Registry::of(clock);
    for (said, spec) in dependencies {
        let held_to = registry.hold(said.text, said.module, spec);
        if held_to.spec() != spec {
            tracing::error!(
                dependency = %spec.name,
                "a dependency was called before its service was built, and is held to what its \
                 attribute says: what an operator states otherwise is not in force; build first"
            );
        }
    }
}
