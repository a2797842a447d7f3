//! What an error must be for a guarded call to end with it, and when a fallback takes its place.

use super::classify::Classify;
use super::rejected::Rejected;

/// An error with which a guarded call can end: one of which is known what to make, and that can be a
/// refusal of the guard.
///
/// Nothing implements it by hand: it is there for every error that is [`Classify`] and
/// `From<Rejected>`, as [`DependencyError`](super::DependencyError) is.
#[diagnostic::on_unimplemented(
    message = "a guarded call cannot end with `{Self}`: it may have to say that it was refused\n\
               help: return `Result<_, hardpoint::dependency::DependencyError>`, or give `{Self}` a variant for refusals: `#[api(transparent)] Refused(#[from] hardpoint::dependency::Rejected)`",
    label = "this error is not `From<Rejected>`, or nothing says what to make of it"
)]
pub trait Failure: Classify + From<Rejected> {}

#[diagnostic::do_not_recommend]
impl<E: Classify + From<Rejected>> Failure for E {}

/// Whether the fallback of a call is asked: where the guard has refused, or the dependency has
/// failed; not where it has answered, with a 404 for one.
pub fn falls_back<E: Classify>(error: &E) -> bool {
    let class = error.class();
    class.is_rejection || class.counts || class.retryable
}
