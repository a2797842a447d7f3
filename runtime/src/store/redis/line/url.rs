//! What a URL says: where the servers are, as whom to go there, and with which TLS.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use redis::{ConnectionAddr, ConnectionInfo, RedisConnectionInfo};

/// Where a line leads, as its URL describes it.
pub(super) struct Place {
    /// One, unless it is a cluster.
    pub(super) hosts: Vec<Host>,
    pub(super) is_cluster: bool,
    pub(super) tls: Option<Tls>,
    /// User, password and database.
    pub(super) session: RedisConnectionInfo,
}

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Host {
    Tcp(String, u16),
    #[cfg(unix)]
    Unix(PathBuf),
}

/// Files that have to do with TLS.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tls {
    /// `sslrootcert`: the authorities, in place of those that the system trusts.
    pub(super) authorities: Option<PathBuf>,
    /// `sslcert` and `sslkey`: who we are, where the server asks for a certificate.
    pub(super) identity: Option<(PathBuf, PathBuf)>,
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(name, port) if name.contains(':') => write!(f, "[{name}]:{port}"),
            Self::Tcp(name, port) => write!(f, "{name}:{port}"),
            #[cfg(unix)]
            Self::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Reads a URL; an error says what is wrong, without the URL, which has a password in it.
///
/// TLS, clusters and files are ours, the rest is the redis crate's; what would have no effect is
/// refused.
pub(super) fn parse(url: &str) -> Result<Place, String> {
    let (scheme, rest) = url.split_once("://").ok_or(SCHEMES)?;
    if rest.contains('#') {
        return Err("a Redis URL has no `#`: certificates are always checked".into());
    }
    let (kind, is_cluster) = match scheme.strip_suffix("+cluster") {
        Some(kind) => (kind, true),
        None => (scheme, false),
    };
    match kind {
        "redis" | "valkey" => servers(rest, is_cluster, None),
        "rediss" | "valkeys" => servers(rest, is_cluster, Some(Tls::default())),
        #[cfg(unix)]
        "unix" | "redis+unix" | "valkey+unix" if !is_cluster => {
            let (host, session) = read(&format!("unix://{rest}"))?;
            let hosts = vec![host];
            Ok(Place {
                hosts,
                is_cluster,
                tls: None,
                session,
            })
        }
        _ => Err(SCHEMES.into()),
    }
}

const SCHEMES: &str = "a Redis URL begins with `redis://`, with `rediss://` for TLS, or with \
    `redis+cluster://` or `rediss+cluster://` for a cluster";

fn servers(rest: &str, is_cluster: bool, tls: Option<Tls>) -> Result<Place, String> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let tls = options(query, tls)?;
    // A password may have any of the other characters.
    let (user, place) = match place.rsplit_once('@') {
        Some((user, place)) => (format!("{user}@"), place),
        None => (String::new(), place),
    };
    let (names, database) = match place.split_once('/') {
        Some((names, database)) => (names, format!("/{database}")),
        None => (place, String::new()),
    };
    let mut hosts = Vec::new();
    let mut session = RedisConnectionInfo::default();
    for name in names.split(',') {
        let (host, of_host) = read(&format!("redis://{user}{name}{database}"))?;
        hosts.push(host);
        session = of_host;
    }
    if !is_cluster && hosts.len() > 1 {
        return Err("several servers are a cluster: `redis+cluster://`".into());
    }
    if is_cluster && session.db() != 0 {
        return Err("a Redis Cluster has one database, 0".into());
    }
    if session.username().is_some() && session.password().is_none() {
        return Err(
            "a user has a password: `redis://user:password@host`, or a password alone is \
            `redis://:password@host`"
                .into(),
        );
    }
    Ok(Place {
        hosts,
        is_cluster,
        tls,
        session,
    })
}

/// What follows the question mark.
fn options(query: &str, tls: Option<Tls>) -> Result<Option<Tls>, String> {
    let Some(mut tls) = tls else {
        return match query {
            "" => Ok(None),
            _ => Err("a Redis URL without TLS has no options".into()),
        };
    };
    let (mut certificate, mut key) = (None, None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = PathBuf::from(&*percent_decode_str(value).decode_utf8_lossy());
        match name {
            "sslrootcert" => tls.authorities = Some(value),
            "sslcert" => certificate = Some(value),
            "sslkey" => key = Some(value),
            _ => {
                return Err(
                    "the options of a Redis URL are `sslrootcert`, `sslcert` and `sslkey`".into(),
                );
            }
        }
    }
    tls.identity = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        _ => return Err("`sslcert` and `sslkey` go together".into()),
    };
    Ok(Some(tls))
}

/// One server, as the redis crate reads its URL.
fn read(url: &str) -> Result<(Host, RedisConnectionInfo), String> {
    let info: ConnectionInfo = url.parse().map_err(|error: redis::RedisError| {
        let detail = error.to_string();
        format!("the Redis URL cannot be read: {detail}")
    })?;
    let host = match info.addr() {
        ConnectionAddr::Tcp(name, port) if !name.is_empty() => Host::Tcp(name.clone(), *port),
        #[cfg(unix)]
        ConnectionAddr::Unix(path) => Host::Unix(path.clone()),
        _ => return Err("a Redis URL names a host".into()),
    };
    let session = info.redis_settings().clone();
    Ok((
        host,
        session.set_lib_name("hardpoint", env!("CARGO_PKG_VERSION")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Place {
        parse(url).unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    fn tcp(name: &str, port: u16) -> Host {
        Host::Tcp(name.into(), port)
    }

    #[test]
    fn a_url_says_where_and_as_whom() {
        let read = place("rediss://shop:p%40s%2Fs@cache.example:6380/3");
        assert_eq!(read.hosts, [tcp("cache.example", 6380)]);
        assert_eq!(read.tls, Some(Tls::default()));
        let session = read.session;
        assert_eq!(session.username(), Some("shop"));
        assert_eq!(session.password(), Some("p@s/s"));
        assert_eq!(session.db(), 3);

        let read = place("redis://:a,b@[::1]");
        assert_eq!(read.hosts, [tcp("::1", 6379)]);
        assert_eq!(read.hosts[0].to_string(), "[::1]:6379");
        assert_eq!(read.session.password(), Some("a,b"));
        assert!(read.tls.is_none() && !read.is_cluster);
    }

    #[test]
    fn a_cluster_has_several_servers_and_one_user() {
        let read = place("valkeys+cluster://u:p@a:1,b,[::2]:3?sslrootcert=%2Fca.pem");
        assert!(read.is_cluster);
        assert_eq!(read.hosts, [tcp("a", 1), tcp("b", 6379), tcp("::2", 3)]);
        assert_eq!(read.session.username(), Some("u"));
        assert_eq!(
            read.tls.unwrap().authorities.unwrap(),
            PathBuf::from("/ca.pem")
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_socket_is_a_place() {
        let read = place("unix:///run/redis.sock?db=2");
        assert_eq!(read.hosts, [Host::Unix("/run/redis.sock".into())]);
        assert_eq!(read.session.db(), 2);
    }

    #[test]
    fn what_would_have_no_effect_is_refused_without_a_word_of_the_password() {
        for url in [
            "",
            "hunter2",
            "http://:hunter2@host",
            "redis://",
            "redis+cluster://",
            "redis://:hunter2@host/x",
            "redis://hunter2@host",
            "redis://:hunter2@a,b",
            "redis+cluster://:hunter2@a,b/1",
            "redis+cluster://:hunter2@a,",
            "redis://:hunter2@host?sslrootcert=/ca.pem",
            "rediss://:hunter2@host#insecure",
            "rediss://:hunter2@host?sslmode=none",
            "rediss://:hunter2@host?sslcert=/c.pem",
            "redis+unix+cluster://:hunter2@host",
            "redis://:hunter2@ho st",
            "redis://:hunter2@host:port",
        ] {
            let error = parse(url).err().unwrap_or_else(|| panic!("{url} is read"));
            assert!(!error.is_empty() && !error.contains("hunter2"), "{error}");
        }
    }
}
