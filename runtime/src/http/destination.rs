//! Where a request may go: the origins that the operator has named, and the public internet.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use reqwest::Url;

use super::address::objection;
use super::error::{Error, Refusal};

/// Scheme, host and port (RFC 6454).
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    scheme: Box<str>,
    pub(super) host: Box<str>,
    pub(super) port: u16,
}

impl Origin {
    /// That of a URL that has passed [`checked`].
    pub(super) fn of(url: &Url) -> Self {
        Self {
            scheme: url.scheme().into(),
            host: url.host_str().unwrap_or_default().into(),
            port: url.port_or_known_default().unwrap_or_default(),
        }
    }

    pub(super) fn is_https(&self) -> bool {
        &*self.scheme == "https"
    }
}

/// As it is written in a log: never more of a URL than this.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The rules of one client.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Origins that may be anywhere, and hear of our requests.
    pub(super) trusted: Vec<Origin>,
    /// Networks that are no part of the internet, and allowed all the same.
    pub(super) allowed: Vec<IpNet>,
    pub(super) is_https_only: bool,
}

/// How a request that the rules let pass is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// To an origin that the operator has named.
    Trusted,
    /// To whoever answers, if it is on the public internet.
    Foreign,
}

impl Rules {
    /// Whether a request to `url` may begin, and how. Names are looked at once they are resolved.
    ///
    /// What comes from a stranger, a redirect of one, never is trusted: or anybody could have us
    /// ask for something inside.
    pub(super) fn standing(&self, url: &Url, is_from_us: bool) -> Result<Standing, Error> {
        checked(url)?;
        if self.is_https_only && url.scheme() != "https" {
            return Err(Refusal::NotHttps.of(url));
        }
        if is_from_us && self.trusted.contains(&Origin::of(url)) {
            return Ok(Standing::Trusted);
        }
        if let Some(address) = literal(url)
            && let Some(kind) = objection(address, &self.allowed)
        {
            return Err(Refusal::Address { kind }.of(url));
        }
        Ok(Standing::Foreign)
    }
}

/// What no request has, wherever it goes.
fn checked(url: &Url) -> Result<(), Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme.of(url));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Credentials.of(url));
    }
    match url.host_str() {
        None | Some("") => Err(Error::malformed("the URL has no host")),
        Some(_) => Ok(()),
    }
}

/// The address that is a URL's host, however it was spelled: what parses URLs has read it.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            trusted: vec![Origin::of(&Url::parse("http://10.0.0.7:8080").unwrap())],
            ..Rules::default()
        }
    }

    fn standing(url: &str) -> Result<Standing, Error> {
        rules().standing(&Url::parse(url).unwrap(), true)
    }

    #[test]
    fn addresses_are_read_however_they_are_spelled() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::]/",
            "http://[64:ff9b::7f00:1]/",
            "http://%31%32%37.0.0.1/",
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
            "http:127.0.0.1/",
            "http:\\\\127.0.0.1\\",
            "HTTP://169.254.169.254/latest/meta-data",
        ] {
            let refused = standing(url).unwrap_err();
            assert!(matches!(refused, Error::Refused(_)), "{url}: {refused:?}");
        }
    }

    #[test]
    fn names_pass_until_they_are_resolved() {
        for url in [
            "http://example.com/",
            "https://localhost./",
            "http://1.2.3.4.example/",
        ] {
            assert_eq!(standing(url).unwrap(), Standing::Foreign, "{url}");
        }
    }

    #[test]
    fn other_schemes_and_credentials_go_nowhere() {
        for url in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "data:text/plain,x",
            "http://user@example.com/",
            "http://:password@example.com/",
            "http://10.0.0.7:8080@127.0.0.1/",
            "http://user@10.0.0.7:8080/",
        ] {
            assert!(standing(url).is_err(), "{url}");
        }
    }

    #[test]
    fn only_the_very_origin_is_trusted_and_only_where_we_say_so() {
        assert_eq!(
            standing("http://10.0.0.7:8080/a?b").unwrap(),
            Standing::Trusted
        );
        for url in [
            "http://10.0.0.7:8081/",
            "http://10.0.0.7/",
            "https://10.0.0.7:8080/",
            "http://10.0.0.8:8080/",
        ] {
            assert!(standing(url).is_err(), "{url}");
        }
        let inside = Url::parse("http://10.0.0.7:8080/").unwrap();
        assert!(rules().standing(&inside, false).is_err());
    }

    #[test]
    fn what_is_https_only_is_for_trusted_origins_too() {
        let rules = Rules {
            is_https_only: true,
            ..rules()
        };
        for url in ["http://10.0.0.7:8080/", "http://example.com/"] {
            assert!(
                rules.standing(&Url::parse(url).unwrap(), true).is_err(),
                "{url}"
            );
        }
        let secure = Url::parse("https://example.com/").unwrap();
        assert_eq!(rules.standing(&secure, true).unwrap(), Standing::Foreign);
    }
}
