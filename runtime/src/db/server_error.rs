//! What the server says when it refuses a statement, and how much of it may be read by whom.

use std::fmt;

use tokio_postgres::error::{DbError, ErrorPosition, Severity, SqlState};

/// Why the server refused a statement.
///
/// A handler may look at all of it. What it shows of itself, in logs for one, is the SQLSTATE, the
/// names of what was concerned and, where those are known to hold nothing of a statement or its
/// parameters, the server's words: `duplicate key value violates unique constraint` is among them,
/// `invalid input syntax for type uuid: "…"` is not.
#[derive(Clone)]
pub struct ServerError(Box<DbError>);

impl ServerError {
    pub(super) fn new(error: &DbError) -> Self {
        Self(Box::new(error.clone()))
    }

    /// The SQLSTATE (appendix A of PostgreSQL's documentation).
    pub fn code(&self) -> &SqlState {
        self.0.code()
    }

    /// The server's words. They may quote the statement and its parameters: not for clients.
    pub fn message(&self) -> &str {
        self.0.message()
    }

    /// More of the server's words, of which the same is true.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail()
    }

    /// The constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint()
    }

    /// The table that was concerned.
    pub fn table(&self) -> Option<&str> {
        self.0.table()
    }

    /// The column that was concerned.
    pub fn column(&self) -> Option<&str> {
        self.0.column()
    }

    /// Whether the server has ended the connection with it.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(
            self.0.parsed_severity(),
            Some(Severity::Fatal | Severity::Panic)
        )
    }

    /// Whether a prepared statement has grown stale: its table has changed, or the server has
    /// forgotten it. Nothing has been executed, and preparing it anew mends it.
    pub(super) fn is_stale_statement(&self) -> bool {
        *self.code() == SqlState::INVALID_SQL_STATEMENT_NAME
            || (*self.code() == SqlState::FEATURE_NOT_SUPPORTED
                && self.0.routine() == Some("RevalidateCachedQuery"))
    }

    /// Whether others were in the way: a deadlock, or a serialization failure.
    pub(super) fn is_contention(&self) -> bool {
        let code = self.code();
        *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
    }

    /// Whether a transaction that met it may succeed when it is begun anew.
    pub(super) fn is_passing(&self) -> bool {
        self.is_contention() || self.is_stale_statement()
    }

    /// Whether the words hold nothing but names of the schema and of the server's own things.
    fn is_telling(&self) -> bool {
        let code = self.code();
        let quotes = ["22", "2F", "38", "39", "P0", "HV"];
        *code != SqlState::SYNTAX_ERROR && !quotes.contains(&&code.code()[..2])
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLSTATE {}", self.code().code())?;
        if self.is_telling() {
            write!(f, ", {}", self.message())?;
        } else if let Some(ErrorPosition::Original(position)) = self.0.position() {
            write!(f, ", at character {position} of the statement")?;
        }
        let concerned = [
            ("table", self.table()),
            ("column", self.column()),
            ("constraint", self.constraint()),
        ];
        for (what, name) in concerned {
            if let Some(name) = name {
                write!(f, ", {what} {name}")?;
            }
        }
        Ok(())
    }
}

/// The same as [`Display`](fmt::Display): this is what logs hold.
impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerError({self})")
    }
}

impl std::error::Error for ServerError {}
