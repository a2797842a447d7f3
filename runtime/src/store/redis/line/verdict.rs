//! What an error means for the way to a server.

use redis::{ErrorKind, RedisError, ServerError, ServerErrorKind};

use super::url::Host;

/// What to do about an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The connection is gone, or leads to a server that can do nothing for us now: to be made anew.
    Lost,
    /// A cluster is in the middle of a change that is over soon.
    Wait,
    /// A slot has another owner now.
    Moved(u16, Host),
    /// A slot is on its way to that server, and the key may be there already.
    Ask(Host),
    /// It is the answer to what was asked.
    Answer,
}

impl Verdict {
    /// On an answer that `asked` has given.
    pub(super) fn on(error: &RedisError, asked: &Host) -> Self {
        match error.clone().into_server_errors() {
            None if error.is_unrecoverable_error() => Self::Lost,
            None => Self::Answer,
            // Those of a pipeline: the first that has to do with the way decides.
            Some(errors) => errors
                .iter()
                .map(|(_, error)| Self::on_server(error, asked))
                .find(|verdict| *verdict != Self::Answer)
                .unwrap_or(Self::Answer),
        }
    }

    pub(super) fn on_server(error: &ServerError, asked: &Host) -> Self {
        let detail = error.details().unwrap_or_default();
        match error.kind() {
            Some(
                ServerErrorKind::ReadOnly
                | ServerErrorKind::BusyLoading
                | ServerErrorKind::MasterDown,
            ) => Self::Lost,
            Some(ServerErrorKind::ClusterDown | ServerErrorKind::TryAgain) => Self::Wait,
            Some(ServerErrorKind::Moved) => match redirect(detail, asked) {
                Some((slot, host)) => Self::Moved(slot, host),
                None => Self::Answer,
            },
            Some(ServerErrorKind::Ask) => match redirect(detail, asked) {
                Some((_, host)) => Self::Ask(host),
                None => Self::Answer,
            },
            // Before version 7, what a script runs into is told inside of another error.
            Some(ServerErrorKind::ResponseError)
                if detail.contains("-READONLY ") || detail.contains("-MASTERDOWN ") =>
            {
                Self::Lost
            }
            _ => Self::Answer,
        }
    }
}

/// `3999 host:port`; without a host where it is the one that was asked.
fn redirect(detail: &str, asked: &Host) -> Option<(u16, Host)> {
    let (slot, place) = detail.split_once(' ')?;
    let (name, port) = place.trim_end().rsplit_once(':')?;
    let host = named(name, port.parse().ok()?, asked)?;
    Some((slot.parse().ok()?, host))
}

/// A server as another one names it, which may know no name or only that it does not.
pub(super) fn named(name: &str, port: u16, asked: &Host) -> Option<Host> {
    match (name, asked) {
        ("?", _) => None,
        ("", Host::Tcp(same, _)) => Some(Host::Tcp(same.clone(), port)),
        #[cfg(unix)]
        ("", Host::Unix(_)) => None,
        _ => Some(Host::Tcp(name.to_owned(), port)),
    }
}

/// Whether the script is not there, though it has just been sent.
pub(super) fn is_script_missing(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

#[cfg(test)]
mod tests {
    use redis::Value;

    use super::*;

    fn host(name: &str, port: u16) -> Host {
        Host::Tcp(name.into(), port)
    }

    fn on(said: &str) -> Verdict {
        let value = redis::parse_redis_value(format!("-{said}\r\n").as_bytes()).unwrap();
        let Value::ServerError(error) = value else {
            panic!("{value:?}");
        };
        Verdict::on(&error.into(), &host("asked", 1))
    }

    #[test]
    fn a_server_that_can_do_nothing_for_us_is_lost() {
        for said in [
            "READONLY You can't write against a read only replica.",
            "READONLY You can't write against a read only replica. script: 5e1, on @user_script:46.",
            "ERR Error running script (call to f_5e1): @user_script:46: @user_script: 46: -READONLY You \
             can't write against a read only replica. ",
            "LOADING Redis is loading the dataset in memory",
            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        ] {
            assert_eq!(on(said), Verdict::Lost, "{said}");
        }
    }

    #[test]
    fn a_cluster_in_change_is_waited_for() {
        for said in [
            "CLUSTERDOWN The cluster is down",
            "TRYAGAIN Multiple keys request during rehashing of slot",
        ] {
            assert_eq!(on(said), Verdict::Wait, "{said}");
        }
    }

    #[test]
    fn a_slot_is_followed_to_where_it_is() {
        let moved = Verdict::Moved(3999, host("127.0.0.1", 6381));
        assert_eq!(on("MOVED 3999 127.0.0.1:6381"), moved);
        assert_eq!(
            on("MOVED 3999 :6381"),
            Verdict::Moved(3999, host("asked", 6381))
        );
        assert_eq!(on("ASK 3999 ::1:6381"), Verdict::Ask(host("::1", 6381)));
        assert_eq!(on("MOVED somewhere"), Verdict::Answer);
    }

    #[test]
    fn what_has_nothing_to_do_with_the_way_is_an_answer() {
        for said in [
            "ERR unknown command",
            "NOPERM this user has no permissions",
            "OOM command not allowed",
        ] {
            assert_eq!(on(said), Verdict::Answer, "{said}");
        }
    }
}
