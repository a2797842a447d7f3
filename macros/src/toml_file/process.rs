//! What kind of process the macros run in.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Whether this process compiles one crate and ends.
///
/// A language server's process lives for days, over changes of files and over many crates, and
/// whatever is not known to be a compiler may do the same: nothing is remembered there that could
/// have changed.
pub(crate) fn compiles_one_crate() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let this = std::env::current_exe().unwrap_or_default();
        let name = this.file_stem().unwrap_or_default();
        ["rustc", "clippy-driver", "rustdoc"]
            .iter()
            .any(|compiler| name == *compiler)
    })
}

/// Whether `what` need not be said any more: one macro of this crate has said it, in an expansion
/// that no other can undo. Where nothing is remembered, it is said everywhere.
pub(crate) fn was_said(what: String) -> bool {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    compiles_one_crate() && !said.insert(what)
}
