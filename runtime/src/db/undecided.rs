//! A write that nobody waits for any more: it may have been executed all the same.

use crate::context::RequestContext;

/// A write whose outcome is not known yet. Dropped before it is, it leaves the request at hand in
/// doubt.
pub(super) struct Undecided(());

impl Undecided {
    pub(super) fn begin() -> Self {
        Self(())
    }

    /// The outcome is known, or is said to be unknown.
    pub(super) fn decided(self) {
        std::mem::forget(self);
    }
}

impl Drop for Undecided {
    fn drop(&mut self) {
        if let Some(context) = RequestContext::current() {
            context.note_effect();
            context.note_doubt();
        }
    }
}
