//! The rule of what errors are called.

use super::{Fault, Set};

/// A code with which an endpoint's errors are answered, and what comes with it.
///
/// What a code means to a client is what it does about it: the status it sees, and whether to send
/// the request again. The wording may differ, as people change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorFact {
    /// The endpoint's name.
    pub endpoint: &'static str,
    /// The code, in snake_case.
    pub code: &'static str,
    /// The status that comes with it.
    pub status: u16,
    /// Whether the same request, sent again later, may succeed.
    pub retryable: bool,
}

impl ErrorFact {
    /// Whether two facts give one code two meanings.
    pub const fn contradicts(&self, other: &Self) -> bool {
        same_text(self.code, other.code)
            && (self.status != other.status || self.retryable != other.retryable)
    }

    /// What a client sees.
    fn meaning(&self) -> String {
        let again = if self.retryable {
            " and `retryable`"
        } else {
            ""
        };
        format!("with {}{again} from `{}`", self.status, self.endpoint)
    }
}

/// A client tells errors apart by their codes alone; one code with two meanings it takes for
/// whichever it met first.
pub(super) fn a_code_has_one_meaning(set: &Set<'_>) -> Vec<Fault> {
    let errors = &set.facts.errors;
    let mut told: Vec<ErrorFact> = Vec::new();
    let mut faults = Vec::new();
    for (at, later) in errors.iter().enumerate() {
        let mut before = errors[..at].iter();
        let Some(first) = before.find(|first| first.contradicts(later)) else {
            continue;
        };
        // Each further meaning of a code is told once, however many endpoints have it.
        let is_the_same = |known: &ErrorFact| known.code == later.code && !known.contradicts(later);
        if told.iter().any(is_the_same) {
            continue;
        }
        told.push(*later);
        let endpoints = if first.endpoint == later.endpoint {
            vec![first.endpoint.to_owned()]
        } else {
            vec![first.endpoint.to_owned(), later.endpoint.to_owned()]
        };
        faults.push(Fault {
            endpoints,
            message: format!(
                "the code `{}` comes {}, and {}",
                later.code,
                first.meaning(),
                later.meaning()
            ),
            help: "write another `code` for one of them, or give both the same `status`".to_owned(),
            refused: true,
        });
    }
    faults
}

const fn same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
