//! What a statement does to the connection that it runs on, as far as its text tells.

/// What a statement does to the connection that it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing that outlives its transaction.
    None,
    /// It changes the session: settings, locks and listeners that would be there for whoever has
    /// the connection next.
    Session,
    /// It begins or ends a transaction, which is not a statement's to do.
    Transaction,
}

/// What the statement of this text does.
///
/// Functions are looked for by name, anywhere in the text: to take one for another costs a new
/// connection, to overlook one costs a lock that nobody gives back.
pub(super) fn effect(sql: &str) -> Effect {
    let mut words = Words(sql);
    let first = words.next().unwrap_or_default();
    let is = |word: &str| first.eq_ignore_ascii_case(word);
    if TRANSACTION.iter().any(|word| is(word)) {
        return Effect::Transaction;
    }
    let second = words.next().unwrap_or_default();
    let then = |word: &str| second.eq_ignore_ascii_case(word);
    let changes = if is("set") {
        !["local", "transaction", "constraints"]
            .into_iter()
            .any(then)
    } else if is("create") {
        // A temporary table lives as long as the session, unless it says otherwise.
        ["temp", "temporary", "local", "global"]
            .into_iter()
            .any(then)
            && !contains(sql, "on commit drop")
    } else {
        SESSION.iter().any(|word| is(word))
    };
    if changes || SESSION_FUNCTIONS.iter().any(|name| contains(sql, name)) {
        Effect::Session
    } else {
        Effect::None
    }
}

/// The statements that begin, part or end a transaction. `PREPARE` is among them for
/// `PREPARE TRANSACTION`; statements are prepared without being asked to.
const TRANSACTION: [&str; 9] = [
    "abort",
    "begin",
    "commit",
    "end",
    "prepare",
    "release",
    "rollback",
    "savepoint",
    "start",
];

/// The statements that change a session, besides some forms of `SET` and `CREATE`.
const SESSION: [&str; 7] = [
    "deallocate",
    "declare",
    "discard",
    "listen",
    "load",
    "reset",
    "unlisten",
];

/// The functions that take locks for as long as the session lives.
const SESSION_FUNCTIONS: [&str; 2] = ["pg_advisory_lock", "pg_try_advisory_lock"];

fn contains(sql: &str, name: &str) -> bool {
    sql.as_bytes()
        .windows(name.len())
        .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
}

/// The words of a statement, comments and punctuation apart.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.0 = after_comments(self.0);
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }
}

/// The text from its first word on.
fn after_comments(mut sql: &str) -> &str {
    loop {
        let begun = sql.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == '(');
        if let Some(comment) = begun.strip_prefix("--") {
            sql = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = begun.strip_prefix("/*") {
            sql = after_block_comment(comment);
        } else {
            return begun;
        }
    }
}

/// Block comments nest, in PostgreSQL.
fn after_block_comment(mut text: &str) -> &str {
    let mut depth = 1;
    while depth > 0 {
        let Some(at) = text.find(['*', '/']) else {
            return "";
        };
        text = &text[at..];
        let step = if text.starts_with("/*") {
            depth += 1;
            2
        } else if text.starts_with("*/") {
            depth -= 1;
            2
        } else {
            1
        };
        text = &text[step..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_or_ends_a_transaction_is_seen_through_comments_and_case() {
        for sql in [
            "COMMIT",
            "commit;",
            "  \n-- it is done\nCommit",
            "/* a /* nested */ comment */ ROLLBACK TO x",
            ";;END",
            "begin isolation level serializable",
            "START TRANSACTION",
            "PREPARE TRANSACTION 'x'",
            "savepoint a",
        ] {
            assert_eq!(effect(sql), Effect::Transaction, "{sql}");
        }
    }

    #[test]
    fn what_outlives_a_transaction_is_seen() {
        for sql in [
            "SET search_path = x",
            "set session statement_timeout = 0",
            "RESET ALL",
            "listen events",
            "CREATE TEMP TABLE t (id int)",
            "SELECT pg_advisory_lock(1)",
            "select PG_TRY_ADVISORY_LOCK($1)",
        ] {
            assert_eq!(effect(sql), Effect::Session, "{sql}");
        }
    }

    #[test]
    fn everything_else_leaves_the_session_alone() {
        for sql in [
            "",
            "--",
            "/*",
            "SELECT 1",
            "SET LOCAL search_path = x",
            "SET TRANSACTION READ ONLY",
            "CREATE TEMP TABLE t (id int) ON COMMIT DROP",
            "UPDATE commit SET rollback = 1",
            "CREATE TABLE t (id int)",
            "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)",
            "INSERT INTO t VALUES ('COMMIT')",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "(SELECT 1) UNION (SELECT 2)",
        ] {
            assert_eq!(effect(sql), Effect::None, "{sql}");
        }
    }
}
