//! As what a client of this service hears that a dependency has failed.

use actix_web::http::StatusCode;

use crate::context::RequestContext;
use crate::error::{ErrorClass, ErrorCode, ErrorFacts};

/// One of the ways in which a client hears of it: never in the dependency's own words.
pub(super) struct Passed {
    status: StatusCode,
    number: u16,
    code: &'static str,
    pub(super) message: &'static str,
}

pub(super) static UNAVAILABLE: Passed = Passed {
    status: StatusCode::SERVICE_UNAVAILABLE,
    number: 503,
    code: "dependency_unavailable",
    message: "a service that this one needs is not available; nothing was executed",
};

pub(super) static BUSY: Passed = Passed {
    status: StatusCode::SERVICE_UNAVAILABLE,
    number: 503,
    code: "dependency_busy",
    message: "a service that this one needs is busy; nothing was executed",
};

pub(super) static TIMEOUT: Passed = Passed {
    status: StatusCode::GATEWAY_TIMEOUT,
    number: 504,
    code: "dependency_timeout",
    message: "a service that this one needs did not answer in time; the request may have been executed",
};

pub(super) static FAILED: Passed = Passed {
    status: StatusCode::BAD_GATEWAY,
    number: 502,
    code: "dependency_failed",
    message: "a service that this one needs has failed; the request may have been executed",
};

/// As what a client hears of a failure.
pub(super) fn passed_on(class: &ErrorClass) -> &'static Passed {
    match class.status {
        StatusCode::SERVICE_UNAVAILABLE => UNAVAILABLE.for_the_request(),
        StatusCode::GATEWAY_TIMEOUT => &TIMEOUT,
        _ => &FAILED,
    }
}

impl Passed {
    /// What it is for the request at hand: a 503 says that nothing was executed of all of it, and is
    /// a 502 where something has been done for it that cannot be taken back.
    pub(super) fn for_the_request(&'static self) -> &'static Self {
        let request = RequestContext::current();
        match request.is_some_and(|request| request.has_effects()) {
            true => &FAILED,
            false => self,
        }
    }

    pub(super) fn facts(&self) -> ErrorFacts {
        ErrorFacts::new(self.status, self.code)
    }

    pub(super) const fn error_code(&self, error: &'static str) -> ErrorCode {
        ErrorCode::new(self.code, self.number, error).message(self.message)
    }
}
