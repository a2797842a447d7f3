//! The codes with which a type of errors answers, as constants.

use std::marker::PhantomData;

use hardpoint_policy::status::is_retryable;

use crate::constant::hash;

/// One code with which errors answer, and what it means.
///
/// A code has one meaning: wherever it is answered in one service, it comes with the same status,
/// and is worth sending again or not. [`endpoints!`](crate::endpoints) refuses a list in which it
/// does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorCode {
    /// The code, in snake_case.
    pub code: &'static str,
    /// The status with which it is answered.
    pub status: u16,
    /// Whether the same request, sent again later, may succeed.
    pub retryable: bool,
    /// What the client is told of it, as it is written: `there is no order {id}`.
    pub message: Option<&'static str>,
    /// Which error it is: `OrderError::NotFound`.
    pub error: &'static str,
    /// Of the code: it is compared with many, and made once.
    pub(crate) hash: u64,
}

impl ErrorCode {
    /// A code whose status decides whether it is retryable.
    pub const fn new(code: &'static str, status: u16, error: &'static str) -> Self {
        Self {
            code,
            status,
            retryable: is_retryable(status),
            message: None,
            error,
            hash: hash(code),
        }
    }

    /// States whether the same request, sent again later, may succeed.
    #[must_use]
    pub const fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    /// States what the client is told.
    #[must_use]
    pub const fn message(mut self, message: &'static str) -> Self {
        self.message = Some(message);
        self
    }
}

/// Every code with which a type of errors answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCodes {
    /// Its own.
    pub own: &'static [ErrorCode],
    /// Those of errors for which it lets speak.
    pub passed_on: &'static [&'static Self],
}

impl ErrorCodes {
    /// No code that is known.
    pub const NONE: &'static Self = &Self {
        own: &[],
        passed_on: &[],
    };

    /// How many there are, those of other errors included.
    pub const fn count(&self) -> usize {
        let (mut count, mut at) = (self.own.len(), 0);
        while at < self.passed_on.len() {
            count += self.passed_on[at].count();
            at += 1;
        }
        count
    }

    /// All of them, those of other errors included.
    pub fn all(&self) -> Vec<ErrorCode> {
        let passed_on = self.passed_on.iter().flat_map(|codes| codes.all());
        self.own.iter().copied().chain(passed_on).collect()
    }
}

/// A type of errors whose codes are known at compile time.
///
/// [`derive(ApiError)`](macro@crate::ApiError) implements it. Beside an [`ApiError`](crate::ApiError)
/// that is written by hand:
///
/// ```
/// use hardpoint::error::{Coded, ErrorCode, ErrorCodes};
///
/// struct OutOfStock;
///
/// impl Coded for OutOfStock {
///     const CODES: &'static ErrorCodes = &ErrorCodes {
///         own: &[ErrorCode::new("out_of_stock", 409, "OutOfStock")],
///         passed_on: &[],
///     };
/// }
/// ```
pub trait Coded {
    /// Its codes.
    const CODES: &'static ErrorCodes;
}

/// Asks which codes are known of what a handler returns: `CodesOf::<Result<T, E>>::KNOWN`.
///
/// It is an inherent constant where `E` is [`Coded`], and the constant of [`CodesFallback`] for
/// everything else: an inherent constant goes before a trait's.
#[derive(Debug)]
pub struct CodesOf<T: ?Sized>(PhantomData<T>);

impl<T, E: Coded> CodesOf<Result<T, E>> {
    /// Those of the error.
    pub const KNOWN: &'static ErrorCodes = E::CODES;
}

/// What holds for answers of whose errors nothing is known.
pub trait CodesFallback {
    /// None.
    const KNOWN: &'static ErrorCodes = ErrorCodes::NONE;
}

impl<T: ?Sized> CodesFallback for CodesOf<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    struct Inner;
    struct Outer;
    struct Unknown;

    impl Coded for Inner {
        const CODES: &'static ErrorCodes = &ErrorCodes {
            own: &[ErrorCode::new("gone", 410, "Inner").retryable(true)],
            passed_on: &[],
        };
    }

    impl Coded for Outer {
        const CODES: &'static ErrorCodes = &ErrorCodes {
            own: &[ErrorCode::new("busy", 503, "Outer").message("come back")],
            passed_on: &[
                CodesOf::<Result<(), Inner>>::KNOWN,
                CodesOf::<Result<(), Unknown>>::KNOWN,
            ],
        };
    }

    #[test]
    fn an_answers_codes_are_those_of_its_error_and_of_whom_that_lets_speak() {
        let known = CodesOf::<Result<(), Outer>>::KNOWN;
        let codes = known.all();
        assert_eq!(known.count(), 2);
        assert_eq!(
            (codes[0].code, codes[0].retryable, codes[0].message),
            ("busy", true, Some("come back"))
        );
        assert_eq!(
            (codes[1].code, codes[1].status, codes[1].retryable),
            ("gone", 410, true)
        );
    }

    #[test]
    fn of_other_answers_nothing_is_known() {
        assert_eq!(CodesOf::<Outer>::KNOWN, ErrorCodes::NONE);
        assert_eq!(CodesOf::<str>::KNOWN.count(), 0);
    }
}
