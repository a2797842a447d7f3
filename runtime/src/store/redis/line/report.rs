//! What a server says of itself: who it is, and whether it is fit to be asked.

use redis::aio::MultiplexedConnection;
use redis::{Pipeline, RedisError, Value};

/// A server's own words, as far as it may be asked for them: a user without the right to `INFO`
/// learns nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Report {
    /// Drawn anew whenever a server starts, and whenever it becomes the one that takes writes.
    identity: Option<(String, String)>,
    is_replica: bool,
    is_loading: bool,
}

impl Report {
    /// Asks for it; that there is an answer at all is a sign of life.
    pub(super) async fn ask(connection: &mut MultiplexedConnection) -> Result<Self, RedisError> {
        let mut sections = Pipeline::new();
        for section in ["server", "replication", "persistence"] {
            sections.cmd("INFO").arg(section);
        }
        sections.ignore_errors();
        let answers: Vec<Value> = sections.query_async(connection).await?;
        let mut text = String::new();
        for answer in answers {
            match answer {
                Value::BulkString(section) => text.push_str(&String::from_utf8_lossy(&section)),
                Value::ServerError(error) if error.code() == "NOPERM" => {}
                Value::ServerError(error) => return Err(error.into()),
                _ => {}
            }
        }
        Ok(Self::read(&text))
    }

    fn read(text: &str) -> Self {
        let value = |name: &str| {
            let mut fields = text
                .lines()
                .filter_map(|line| line.trim_end().split_once(':'));
            fields.find_map(|(field, value)| (field == name).then(|| value.to_owned()))
        };
        Self {
            identity: value("run_id").zip(value("master_replid")),
            is_replica: value("role").is_some_and(|role| role == "slave"),
            is_loading: value("loading").is_some_and(|loading| loading == "1"),
        }
    }

    /// Why it cannot be asked for anything, if so.
    pub(super) fn unfit(&self) -> Option<&'static str> {
        match self {
            Self {
                is_loading: true, ..
            } => Some("it is loading its data"),
            Self {
                is_replica: true, ..
            } => Some("it is a replica, which takes no writes"),
            _ => None,
        }
    }

    /// Whether it is known to be the same server as in that report, without a break.
    pub(super) fn is_same(&self, before: &Self) -> bool {
        self.identity.is_some() && self.identity == before.identity
    }

    /// Whether it is known to be another server.
    pub(super) fn is_other(&self, before: &Self) -> bool {
        self.identity.is_some() && before.identity.is_some() && !self.is_same(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "# Server\r\nredis_version:7.0.15\r\nrun_id:aa\r\n# Replication\r\nrole:master\r\n\
        master_failover_state:no-failover\r\nmaster_replid:bb\r\nmaster_replid2:00\r\n\
        # Persistence\r\nloading:0\r\nasync_loading:0\r\n";

    #[test]
    fn a_server_that_restarts_or_is_promoted_is_another_one() {
        let report = Report::read(SAID);
        assert!(report.is_same(&report) && report.unfit().is_none());
        for (from, to) in [("run_id:aa", "run_id:cc"), ("replid:bb", "replid:dd")] {
            assert!(!report.is_same(&Report::read(&SAID.replace(from, to))));
        }
    }

    #[test]
    fn a_server_of_which_nothing_is_known_may_be_another_one() {
        let nothing = Report::read("");
        assert!(!nothing.is_same(&nothing) && nothing.unfit().is_none());
    }

    #[test]
    fn a_replica_is_not_asked_and_neither_is_a_server_that_loads() {
        for (from, to) in [("role:master", "role:slave"), ("loading:0", "loading:1")] {
            assert!(Report::read(&SAID.replace(from, to)).unfit().is_some());
        }
    }
}
