//! Codes of errors that are answered with two meanings.

use super::chains::Chains;
use super::{Clash, Face, note};
use crate::constant::equal;
use crate::error::{ErrorCode, ErrorCodes, Rejection};

/// What Hardpoint itself answers; a static, which is evaluated once, and not with each crate.
pub(super) static BUILT_IN: [ErrorCode; Rejection::ALL.len()] = {
    let mut codes = [ErrorCode::new("", 500, ""); Rejection::ALL.len()];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = Rejection::ALL[at].error_code();
        at += 1;
    }
    codes
};

/// A code, and the place of the first endpoint that answers it; `None` for Hardpoint itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    code: &'static ErrorCode,
    by: Option<usize>,
}

/// Every meaning of every code, and who had it first.
struct Meanings<'s> {
    seen: &'s mut [Option<Seen>],
    chains: Chains<'s>,
}

/// Notes each meaning of a code that has another already, once.
pub(super) const fn find(
    faces: &[Face],
    chains: Chains<'_>,
    seen: &mut [Option<Seen>],
    found: &mut [Option<Clash>],
    count: &mut usize,
) {
    let mut meanings = Meanings { seen, chains };
    let mut at = 0;
    while at < BUILT_IN.len() {
        meanings.add(&BUILT_IN[at], None);
        at += 1;
    }
    let mut later = 0;
    while later < faces.len() {
        if let Some(errors) = faces[later].stated.errors {
            visit(&mut meanings, errors, later, found, count);
        }
        later += 1;
    }
}

const fn visit(
    meanings: &mut Meanings<'_>,
    codes: &'static ErrorCodes,
    by: usize,
    found: &mut [Option<Clash>],
    count: &mut usize,
) {
    let mut at = 0;
    while at < codes.own.len() {
        let code = &codes.own[at];
        if let Some(other) = meanings.add(code, Some(by)) {
            let clash = Clash::Code {
                earlier: other.by,
                later: by,
                first: other.code,
                second: code,
            };
            note(clash, found, count);
        }
        at += 1;
    }
    let mut at = 0;
    while at < codes.passed_on.len() {
        visit(meanings, codes.passed_on[at], by, found, count);
        at += 1;
    }
}

impl Meanings<'_> {
    /// Adds a meaning, unless it is known; gives back who has another for the same code.
    const fn add(&mut self, code: &'static ErrorCode, by: Option<usize>) -> Option<Seen> {
        let mut other = None;
        let mut next = self.chains.first(code.hash);
        while let Some(at) = next {
            if let Some(seen) = self.seen[at] {
                if seen.code.status == code.status && seen.code.retryable == code.retryable {
                    return None;
                }
                if equal(seen.code.code, code.code) {
                    other = Some(seen);
                }
            }
            next = self.chains.before(at);
        }
        let at = self.chains.put(code.hash);
        self.seen[at] = Some(Seen { code, by });
        other
    }
}
