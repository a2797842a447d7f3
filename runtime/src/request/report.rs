//! Everything found wrong with one request, and the one problem that is made of it.

use std::borrow::Cow;

use crate::error::{Problem, Rejection, Violation};

/// How many violations one problem lists; the rest is counted in its `detail`. A body of its
/// full size may hold tens of thousands, and an answer must not be larger than its question.
const LISTED: usize = 256;

/// What is wrong, the most urgent first: a problem lists violations of one kind only
/// (RFC 9457 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The server's own mistake: a capture that the route does not have.
    Internal,
    MalformedPath,
    MalformedQuery,
    MalformedHeader,
    UnsupportedMediaType,
    MissingBody,
    MalformedJson,
    TooDeep,
    DuplicateKey,
    UnknownField,
    InvalidField,
    ValidationFailed,
}

impl Kind {
    const fn rejection(self) -> Rejection {
        match self {
            Self::Internal => Rejection::Internal,
            Self::MalformedPath => Rejection::MalformedPath,
            Self::MalformedQuery => Rejection::MalformedQuery,
            Self::MalformedHeader => Rejection::MalformedHeader,
            Self::UnsupportedMediaType => Rejection::UnsupportedMediaType,
            Self::MissingBody => Rejection::MissingBody,
            Self::MalformedJson => Rejection::MalformedJson,
            Self::TooDeep => Rejection::TooDeep,
            Self::DuplicateKey => Rejection::DuplicateKey,
            Self::UnknownField => Rejection::UnknownField,
            Self::InvalidField => Rejection::InvalidField,
            Self::ValidationFailed => Rejection::ValidationFailed,
        }
    }
}

/// Everything found wrong with one request.
#[derive(Debug, Default)]
pub(crate) struct Report {
    kind: Option<Kind>,
    detail: Option<Cow<'static, str>>,
    violations: Vec<Violation>,
    unlisted: usize,
}

impl Report {
    pub(crate) fn is_empty(&self) -> bool {
        self.kind.is_none()
    }

    /// Notes what is wrong with the request as a whole.
    pub(crate) fn refuse(&mut self, kind: Kind, detail: impl Into<Option<Cow<'static, str>>>) {
        if self.takes(kind) && self.detail.is_none() {
            self.detail = detail.into();
        }
    }

    /// Notes what is wrong at one place.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        pointer: &str,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) {
        if !self.takes(kind) {
            return;
        }
        if self.violations.len() == LISTED {
            self.unlisted += 1;
            return;
        }
        let violation = Violation {
            pointer: pointer.to_owned(),
            code: code.into(),
            detail: detail.into(),
        };
        // A field that a struct reads twice is wrong once.
        if !self.violations.contains(&violation) {
            self.violations.push(violation);
        }
    }

    /// Whether `kind` is what is being listed, forgetting what is less urgent.
    fn takes(&mut self, kind: Kind) -> bool {
        match self.kind {
            Some(listed) if listed < kind => false,
            Some(listed) if listed == kind => true,
            _ => {
                *self = Self {
                    kind: Some(kind),
                    ..Self::default()
                };
                true
            }
        }
    }

    /// The problem made of it; `None` where nothing is wrong.
    pub(crate) fn into_problem(self) -> Option<Problem> {
        let mut problem = match self.kind? {
            Kind::UnsupportedMediaType => Problem::unsupported_media_type("application/json"),
            kind => kind.rejection().problem(),
        };
        if let Some(detail) = self.detail {
            problem = problem.detail(detail);
        }
        if let (Some(detail), 1..) = (&problem.detail, self.unlisted) {
            let detail = format!("{detail}; {} more are not listed", self.unlisted);
            problem = problem.detail(detail);
        }
        Some(problem.violations(self.violations))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_kind_is_reported_alone() {
        let mut report = Report::default();
        report.add(Kind::InvalidField, "#/a", "type", "x");
        report.add(Kind::UnknownField, "#/b", "unknown_field", "x");
        report.add(Kind::InvalidField, "#/c", "type", "x");
        report.add(Kind::UnknownField, "#/d", "unknown_field", "x");
        let problem = report.into_problem().unwrap();
        let pointers: Vec<_> = problem.errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(problem.code, "unknown_field");
        assert_eq!(pointers, ["#/b", "#/d"]);
    }

    #[test]
    fn an_answer_is_not_larger_than_its_question() {
        let mut report = Report::default();
        for index in 0..LISTED + 3 {
            let pointer = format!("#/{index}");
            report.add(Kind::UnknownField, &pointer, "unknown_field", "x");
        }
        let problem = report.into_problem().unwrap();
        assert_eq!(problem.errors.len(), LISTED);
        assert!(problem.detail.unwrap().ends_with("3 more are not listed"));
    }
}
