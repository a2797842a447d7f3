//! Everything found wrong with one request, and the one problem that is made of it.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, HeaderValue};

use crate::error::{Problem, Violation};

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
    const fn code(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::MalformedPath => "malformed_path",
            Self::MalformedQuery => "malformed_query",
            Self::MalformedHeader => "malformed_header",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::MissingBody => "missing_body",
            Self::MalformedJson => "malformed_json",
            Self::TooDeep => "too_deep",
            Self::DuplicateKey => "duplicate_key",
            Self::UnknownField => "unknown_field",
            Self::InvalidField => "invalid_field",
            Self::ValidationFailed => "validation_failed",
        }
    }

    /// 400 cannot be read; 422 can be read and is not acceptable.
    const fn status(self) -> StatusCode {
        match self {
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnknownField | Self::InvalidField | Self::ValidationFailed => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            _ => StatusCode::BAD_REQUEST,
        }
    }

    const fn detail(self) -> &'static str {
        match self {
            Self::Internal => "",
            Self::MalformedPath => "the path is not percent-encoded UTF-8",
            Self::MalformedQuery => "the query is not percent-encoded UTF-8",
            Self::MalformedHeader => "a header's value is not visible ASCII",
            Self::UnsupportedMediaType => "the body must be JSON in UTF-8: `application/json`",
            Self::MissingBody => "a JSON body is required",
            Self::MalformedJson => "the body is not JSON",
            Self::TooDeep => "the body is nested too deep",
            Self::DuplicateKey => "a name is given more than once",
            Self::UnknownField => "there are fields that are not known here",
            Self::InvalidField => "fields are missing or of the wrong type",
            Self::ValidationFailed => "values are not acceptable",
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
        let kind = self.kind?;
        if kind == Kind::Internal {
            return Some(Problem::internal());
        }
        let mut problem = Problem::new(kind.status(), kind.code());
        let detail = self.detail.unwrap_or(Cow::Borrowed(kind.detail()));
        problem.detail = Some(match self.unlisted {
            0 => detail,
            more => Cow::Owned(format!("{detail}; {more} more are not listed")),
        });
        problem.errors = self.violations;
        if kind == Kind::UnsupportedMediaType {
            let json = HeaderValue::from_static("application/json");
            problem.headers.push((ACCEPT, json));
        }
        Some(problem)
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
