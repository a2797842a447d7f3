//! What a server's URL says: where it is, as whom to go there, and with which TLS.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;

use super::tls::Tls;

/// A server, as its URL describes it.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) config: Config,
    pub(super) tls: Tls,
}

/// Reads `postgres://user:password@host:port/database?…`; an error says what is wrong, without the
/// URL, which has a password in it.
///
/// `sslmode=verify-full` and `sslrootcert` are ours, the rest is tokio-postgres's; an option that
/// would have no effect is refused.
pub(super) fn parse(url: &str) -> Result<Server, String> {
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err("a database's URL begins with `postgres://`".into());
    }
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut authorities) = (None, None);
    let mut others = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value).decode_utf8_lossy();
        match key {
            "sslmode" => mode = Some(value),
            "sslrootcert" => authorities = Some(PathBuf::from(&*value)),
            // A primary is asked for just that in any case.
            "target_session_attrs" if value == "read-write" => {}
            key if WITHOUT_EFFECT.contains(&key) => {
                return Err(format!("`{key}` has no effect here: leave it out"));
            }
            _ => others.push(pair),
        }
    }
    let tls = match (mode.as_deref(), authorities) {
        (Some("verify-full"), file) => Tls::Verified(file),
        (_, Some(_)) => {
            return Err("`sslrootcert` is looked at by `sslmode=verify-full` only".into());
        }
        (None | Some("prefer"), None) => Tls::Offered,
        (Some("disable"), None) => Tls::Never,
        (Some("require"), None) => Tls::Always,
        (Some(other), None) => {
            return Err(format!(
                "`sslmode={other}` is not known: `disable`, `prefer`, `require` or `verify-full`"
            ));
        }
    };
    let rest = format!("{place}?{}", others.join("&"));
    let mut config: Config = rest.parse().map_err(|error| explain(&error))?;
    let hosts = config.get_hosts().len();
    if hosts == 0 {
        return Err("a database's URL names a host".into());
    }
    if ![0, 1, hosts].contains(&config.get_ports().len()) {
        return Err("a database's URL has one port for all hosts, or one for each".into());
    }
    config.ssl_mode(tls.mode());
    Ok(Server { config, tls })
}

/// What libpq knows and `Db` does in its own way: idle connections are asked whether they live
/// before they are used, every wait has a timeout, and replicas are named one by one.
const WITHOUT_EFFECT: [&str; 8] = [
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "target_session_attrs",
    "tcp_user_timeout",
];

fn explain(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::{Host, SslMode};

    use super::*;

    #[test]
    fn each_mode_of_tls_is_read() {
        let file = Some(PathBuf::from("/etc/my ca.pem"));
        for (query, tls) in [
            ("", Tls::Offered),
            ("?sslmode=prefer", Tls::Offered),
            ("?sslmode=disable", Tls::Never),
            ("?connect_timeout=3&sslmode=require", Tls::Always),
            ("?sslmode=verify-full", Tls::Verified(None)),
            (
                "?sslrootcert=/etc/my%20ca.pem&sslmode=verify-full",
                Tls::Verified(file),
            ),
        ] {
            let server = parse(&format!("postgres://u@db/x{query}")).unwrap();
            assert_eq!(server.tls, tls, "{query}");
            assert_eq!(server.config.get_ssl_mode(), tls.mode(), "{query}");
            assert_eq!(server.config.get_hosts(), [Host::Tcp("db".into())]);
        }
        assert_eq!(Tls::Verified(None).mode(), SslMode::Require);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, said) in [
            ("mysql://u:secret@db/x", "begins with `postgres://`"),
            (
                "postgres://u:secret@db/x?sslmode=verify-ca",
                "`verify-full`",
            ),
            (
                "postgres://u:secret@db/x?sslrootcert=/a",
                "by `sslmode=verify-full` only",
            ),
            ("postgres://u:secret@db/x?nonsense=1", "nonsense"),
            ("postgres://u:secret@db:port/x", "port"),
            ("postgres:///x?user=u&password=secret", "names a host"),
            ("postgres://u:secret@a:1,b:2,c/x?port=1,2", "one for each"),
            (
                "postgres://u:secret@db/x?keepalives=1",
                "`keepalives` has no effect",
            ),
        ] {
            let error = parse(url).err().unwrap();
            assert!(error.contains(said), "{url}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
