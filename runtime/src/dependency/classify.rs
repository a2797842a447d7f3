//! What an error says to those who have called: try again, or not; a failure, or an answer.

use std::io;

#[cfg(feature = "postgres")]
use crate::db;
use crate::error::{ApiError, ErrorClass};

/// An error of which a guarded call knows what to make.
///
/// It is there for every [`ApiError`](trait@ApiError), by its facts (`retryable`, `breaker`, the
/// status); for [`std::io::Error`], and with their features for `reqwest::Error` and
/// `tokio_postgres::Error`. For an error of your own that no client sees, by hand:
///
/// ```
/// use hardpoint::dependency::{Classify, ErrorClass};
///
/// enum LdapError {
///     Down,
///     NoSuchUser,
/// }
///
/// impl Classify for LdapError {
///     fn class(&self) -> ErrorClass {
///         match self {
///             Self::Down => ErrorClass::connect(),
///             Self::NoSuchUser => ErrorClass::answer("no_such_user"),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "nothing says whether `{Self}` is worth another try, or is a failure at all\n\
               help: derive it, `#[derive(Debug, hardpoint::ApiError)]`, or implement `hardpoint::dependency::Classify` for it",
    label = "a guarded call does not know what to make of this error"
)]
pub trait Classify {
    /// What to make of it.
    fn class(&self) -> ErrorClass;
}

impl<E: ApiError> Classify for E {
    fn class(&self) -> ErrorClass {
        ErrorClass::of_facts(self.facts())
    }
}

impl Classify for io::Error {
    fn class(&self) -> ErrorClass {
        use io::ErrorKind as Kind;
        match self.kind() {
            Kind::ConnectionRefused
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::AddrNotAvailable => ErrorClass::connect(),
            Kind::TimedOut | Kind::WouldBlock => ErrorClass::timeout(),
            Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::NotConnected
            | Kind::BrokenPipe
            | Kind::UnexpectedEof
            | Kind::Interrupted => ErrorClass::passing("reset"),
            // What was asked for is not there, or not ours to have.
            Kind::NotFound
            | Kind::PermissionDenied
            | Kind::AlreadyExists
            | Kind::InvalidInput
            | Kind::Unsupported => ErrorClass::answer("io"),
            _ => ErrorClass::failure("io"),
        }
    }
}

#[cfg(feature = "postgres")]
impl Classify for tokio_postgres::Error {
    fn class(&self) -> ErrorClass {
        if let Some(code) = self.code() {
            return of_sqlstate(code.code());
        }
        let source = std::error::Error::source(self);
        match source.and_then(|source| source.downcast_ref::<io::Error>()) {
            Some(error) => error.class(),
            None if self.is_closed() => ErrorClass::passing("reset"),
            // A parameter or a row that is not what the code takes it for.
            None => ErrorClass::answer("postgres"),
        }
    }
}

/// What an error of [`Db`](crate::Db) says. As an answer to a client, whatever the server refuses is
/// a 500; here, it may be the server's fault or not.
#[cfg(feature = "postgres")]
pub(super) fn of_db(error: &db::Error) -> ErrorClass {
    let told = error.class();
    match (error, error.code()) {
        // It is not to be done again, whatever came last.
        (db::Error::Midway(_), _) => told,
        // The mistake lies on this side.
        (db::Error::Mismatch(_) | db::Error::Broken | db::Error::TransactionControl, _) => {
            told.counts(false)
        }
        (_, Some(code)) => {
            let said = of_sqlstate(code.code());
            ErrorClass {
                retryable: said.retryable,
                counts: said.counts,
                kind: said.kind,
                ..told
            }
        }
        (_, None) => told,
    }
}

/// What a SQLSTATE says, by its class (appendix A of PostgreSQL's documentation).
#[cfg(feature = "postgres")]
fn of_sqlstate(code: &str) -> ErrorClass {
    let kind = format!("sqlstate_{code}");
    match code {
        // The server is starting, stopping, or has no room.
        "57P01" | "57P02" => ErrorClass::passing(kind),
        "57P03" => ErrorClass::passing(kind).unexecuted(),
        "57014" => ErrorClass {
            kind: kind.into(),
            ..ErrorClass::timeout()
        },
        // Others were in the way: the server is well.
        "55P03" => ErrorClass::answer(kind).retryable(true),
        // A primary that is none any more.
        "25006" => ErrorClass::failure(kind),
        _ => match &code[..code.len().min(2)] {
            "08" | "53" => ErrorClass::passing(kind),
            "40" => ErrorClass::answer(kind).retryable(true),
            "58" | "XX" => ErrorClass::failure(kind),
            _ => ErrorClass::answer(kind),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_fails_is_made_again_and_a_file_that_is_missing_is_not() {
        let class = |kind| io::Error::from(kind).class();
        assert_eq!(
            class(io::ErrorKind::ConnectionRefused),
            ErrorClass::connect()
        );
        assert!(class(io::ErrorKind::ConnectionReset).retryable);
        assert!(class(io::ErrorKind::TimedOut).retryable);
        assert!(!class(io::ErrorKind::NotFound).retryable);
        assert!(!class(io::ErrorKind::NotFound).counts);
        assert!(class(io::ErrorKind::InvalidData).counts);
        assert!(!class(io::ErrorKind::InvalidData).retryable);
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_sqlstate_says_by_its_class_what_to_make_of_it() {
        //            code     again  counts
        let table = [
            ("08006", true, true),
            ("53300", true, true),
            ("57P01", true, true),
            ("57014", true, true),
            ("40001", true, false),
            ("55P03", true, false),
            ("58030", false, true),
            ("XX000", false, true),
            ("25006", false, true),
            ("23505", false, false),
            ("42601", false, false),
        ];
        for (code, again, counts) in table {
            let class = of_sqlstate(code);
            assert_eq!((class.retryable, class.counts), (again, counts), "{code}");
            assert_eq!(class.kind, format!("sqlstate_{code}"));
        }
    }
}
