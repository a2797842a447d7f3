//! The spans of statements and transactions, by OpenTelemetry's conventions for databases.

use tracing::Span;
use tracing::field::Empty;

use super::error::Error;
use crate::traces::{failed, stage};

/// The span of a statement. It has nothing of its text but what it does and to which table: values
/// may stand anywhere else.
pub(super) fn statement(sql: &str) -> Span {
    let span = stage!(
        "statement",
        otel.name = Empty,
        otel.kind = "client",
        db.system.name = "postgresql",
        db.operation.name = Empty,
        db.query.summary = Empty,
        db.response.status_code = Empty,
        error.type = Empty,
        otel.status_code = Empty,
    );
    if !span.is_disabled() {
        let (operation, table) = summary(sql);
        let table = table.map(|table| format!(" {table}")).unwrap_or_default();
        let whole = format!("{operation}{table}");
        span.record("otel.name", &*whole);
        span.record("db.operation.name", operation);
        span.record("db.query.summary", &*whole);
    }
    span
}

/// The span of a transaction, from its beginning to its end.
pub(super) fn transaction() -> Span {
    stage!(
        "transaction",
        db.system.name = "postgresql",
        error.type = Empty,
        otel.status_code = Empty,
    )
}

/// Says in the span what came of it.
pub(super) fn note<T>(span: &Span, outcome: &Result<T, Error>) {
    let Err(error) = outcome else { return };
    if let Some(code) = error.code() {
        span.record("db.response.status_code", code.code());
    }
    failed(span, error.kind());
}

/// What a statement may be, as it is called in the name of a span.
const OPERATIONS: [&str; 25] = [
    "ALTER",
    "ANALYZE",
    "BEGIN",
    "CALL",
    "COMMIT",
    "COPY",
    "CREATE",
    "DELETE",
    "DROP",
    "EXPLAIN",
    "GRANT",
    "INSERT",
    "LOCK",
    "MERGE",
    "NOTIFY",
    "REFRESH",
    "RELEASE",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "SET",
    "SHOW",
    "TRUNCATE",
    "UPDATE",
    "WITH",
];

/// What a statement does, and to which table first, as far as its text tells up to its first value.
fn summary(sql: &str) -> (&'static str, Option<&str>) {
    let mut words = words(before_values(sql));
    let first = words.next().unwrap_or_default();
    let is_it = |known: &&&str| known.eq_ignore_ascii_case(first);
    let Some(operation) = OPERATIONS.iter().find(is_it) else {
        return ("SQL", None);
    };
    let table = match *operation {
        "UPDATE" => words.next(),
        _ => {
            let leads = |word: &&str| {
                let word = word.to_ascii_uppercase();
                matches!(&*word, "FROM" | "INTO" | "UPDATE" | "TABLE")
            };
            words.find(leads).and_then(|_| words.next())
        }
    };
    (operation, table.filter(|table| table.len() <= 63))
}

/// The text up to the first that may be a value, or a comment that may hold one.
fn before_values(sql: &str) -> &str {
    let bytes = sql.as_bytes();
    let begins = |at: usize| match bytes[at] {
        b'\'' => true,
        // Not a parameter: what stands between dollars is text.
        b'$' => !bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
        b'-' => bytes.get(at + 1) == Some(&b'-'),
        b'/' => bytes.get(at + 1) == Some(&b'*'),
        _ => false,
    };
    let end = (0..bytes.len()).find(|at| begins(*at));
    // All of these are ASCII characters.
    &sql[..end.unwrap_or(sql.len())]
}

/// Words and names: letters, digits, underscores and the dots of schemas, beginning with no digit.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    sql.split(move |c| !is_part(c))
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_called_by_what_it_does_and_to_what() {
        for (sql, operation, table) in [
            (
                "SELECT id FROM orders WHERE id = $1",
                "SELECT",
                Some("orders"),
            ),
            ("select 1", "SELECT", None),
            (
                "  insert into shop.orders (id) values ($1)",
                "INSERT",
                Some("shop.orders"),
            ),
            ("UPDATE \"orders\" SET a = $1", "UPDATE", Some("orders")),
            ("DELETE FROM orders", "DELETE", Some("orders")),
            ("CREATE TABLE a (b int)", "CREATE", Some("a")),
            ("COMMIT", "COMMIT", None),
            ("hunter2", "SQL", None),
            ("", "SQL", None),
        ] {
            assert_eq!(summary(sql), (operation, table), "{sql}");
        }
    }

    #[test]
    fn no_value_is_taken_for_a_table() {
        for sql in [
            "SELECT 'a FROM hunter2'",
            "SELECT $$a FROM hunter2$$",
            "SELECT $t$a FROM hunter2$t$",
            "SELECT E'a FROM hunter2'",
            "SELECT /* FROM hunter2 */ 1",
            "SELECT -- FROM hunter2\n 1",
            "SELECT 1 FROM 4711",
        ] {
            assert_eq!(summary(sql), ("SELECT", None), "{sql}");
        }
    }
}
