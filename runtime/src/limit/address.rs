//! The client's address: from the connection, or from proxies that are declared.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::{IpNet, Ipv4Net};

static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Which proxies in front of this process are believed when they say who the client is.
///
/// Nobody is unless declared: `Forwarded` (RFC 7239) and `X-Forwarded-For` are text that any
/// client can send.
///
/// ```
/// use hardpoint::TrustedProxies;
///
/// let nobody = TrustedProxies::default();
/// let by_network = TrustedProxies::networks(["10.0.0.0/8", "fd00::/8", "192.0.2.7"])?;
/// let by_count = TrustedProxies::count(1);
/// # let _ = (nobody, by_network, by_count);
/// # Ok::<(), hardpoint::TrustedProxiesError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Trust);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Trust {
    Networks(Box<[IpNet]>),
    Count(usize),
}

/// An address or a network of proxies that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxiesError {
    text: String,
}

impl TrustedProxies {
    /// The proxies in these networks, each an address or a CIDR such as `10.0.0.0/8`.
    ///
    /// # Errors
    ///
    /// Where one of them is neither.
    pub fn networks<T: AsRef<str>>(
        networks: impl IntoIterator<Item = T>,
    ) -> Result<Self, TrustedProxiesError> {
        let networks: Result<_, _> = networks
            .into_iter()
            .map(|text| network(text.as_ref().trim()))
            .collect();
        networks.map(|networks| Self(Trust::Networks(networks)))
    }

    /// That many proxies, one behind the other, each of which adds the address that it was called
    /// from. Every request must come through all of them: who can call this process directly can
    /// claim any address.
    pub fn count(proxies: usize) -> Self {
        Self(Trust::Count(proxies))
    }

    /// Whether any proxy is declared.
    pub(crate) fn are_there(&self) -> bool {
        match &self.0 {
            Trust::Networks(networks) => !networks.is_empty(),
            Trust::Count(proxies) => *proxies > 0,
        }
    }

    /// Whether the peer of a connection is a declared proxy.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.0.is_next(Some(peer.to_canonical()), 0)
    }
}

/// Nobody is believed.
impl Default for TrustedProxies {
    fn default() -> Self {
        Self(Trust::Count(0))
    }
}

impl fmt::Display for TrustedProxiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`trusted_proxies`: `{}` is neither an address nor a network\n\
             help: write it as `192.0.2.7` or `10.0.0.0/8`",
            self.text
        )
    }
}

impl std::error::Error for TrustedProxiesError {}

/// The client's address, given a request's headers and the address of the connection's `peer`.
///
/// That is the peer, unless it is a declared proxy: then it is the first address from the right of
/// `Forwarded` (RFC 7239) or `X-Forwarded-For` that is not a declared proxy's, all lines of the
/// field read as one list. Where the list ends or cannot be read further (an obfuscated
/// identifier, `unknown`, garbage), it is the last proxy that could be followed: what is further
/// left is anybody's claim. Where both fields are there and do not agree, one of them came from
/// the client, and neither is believed.
///
/// An IPv4-mapped IPv6 address comes out as IPv4. `None` where the connection has no address.
pub fn client_address(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trusted: &TrustedProxies,
) -> Option<IpAddr> {
    let peer = peer.map(|peer| peer.to_canonical());
    if !trusted.0.is_next(peer, 0) {
        return peer;
    }
    let forwarded = headers
        .contains_key(header::FORWARDED)
        .then(|| follow(forwarded(headers), peer, &trusted.0));
    let x_forwarded_for = headers
        .contains_key(&X_FORWARDED_FOR)
        .then(|| follow(x_forwarded_for(headers), peer, &trusted.0));
    match (forwarded, x_forwarded_for) {
        (None, None) => peer,
        (Some(client), None) | (None, Some(client)) => client,
        (Some(one), Some(other)) if one == other => one,
        (Some(_), Some(_)) => peer,
    }
}

impl Trust {
    /// Whether the hop at `address`, with that many between it and this process, is a proxy that
    /// is believed.
    fn is_next(&self, address: Option<IpAddr>, between: usize) -> bool {
        match self {
            Self::Count(proxies) => between < *proxies,
            Self::Networks(networks) => address
                .is_some_and(|address| networks.iter().any(|network| network.contains(&address))),
        }
    }
}

/// Goes from hop to hop, away from this process, for as long as they are believed. A hop that is
/// `None` cannot be read.
fn follow(
    hops: impl Iterator<Item = Option<IpAddr>>,
    peer: Option<IpAddr>,
    trust: &Trust,
) -> Option<IpAddr> {
    let mut client = peer;
    for (between, hop) in hops.enumerate() {
        if !trust.is_next(client, between) {
            break;
        }
        match hop {
            Some(address) => client = Some(address),
            None => break,
        }
    }
    client
}

/// The hops of `X-Forwarded-For`, nearest first.
fn x_forwarded_for(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    headers
        .get_all(&X_FORWARDED_FOR)
        .rev()
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|hop| !hop.is_empty())
        .map(node)
}

/// The hops of `Forwarded`, nearest first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    headers
        .get_all(header::FORWARDED)
        .rev()
        .flat_map(|line| forwarded_line(line.as_bytes()).into_iter().rev())
}

/// The hops of one line of `Forwarded`, in their order. A line that breaks the grammar anywhere is
/// one hop that cannot be read: a quote that a client left open must not hide what a proxy added.
fn forwarded_line(line: &[u8]) -> Vec<Option<IpAddr>> {
    let mut hops = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_ascii_start();
        match element(&mut rest) {
            None => return vec![None],
            Some(Element::Empty) => {}
            Some(Element::Hop(hop)) => hops.push(hop),
        }
        match rest.split_first() {
            None => return hops,
            Some((b',', after)) => rest = after,
            Some(_) => return vec![None],
        }
    }
}

/// One element of a list in `Forwarded`.
enum Element {
    Empty,
    /// With the address of its `for`, if it has one that can be read.
    Hop(Option<IpAddr>),
}

/// Reads `name=value;name=value` up to a comma or the end; `None` where it is no such thing.
fn element(rest: &mut &[u8]) -> Option<Element> {
    let mut hop = None;
    let mut pairs = 0;
    loop {
        let name = token(rest);
        if name.is_empty() {
            // Empty elements, and empty pairs between semicolons, are let pass.
            *rest = rest.trim_ascii_start();
        } else {
            pairs += 1;
            *rest = rest.strip_prefix(b"=")?;
            let value = value(rest)?;
            if name.eq_ignore_ascii_case(b"for") {
                // A second `for` in one element is not allowed.
                if hop.is_some() {
                    return None;
                }
                hop = Some(node(&value));
            }
            *rest = rest.trim_ascii_start();
        }
        match rest.strip_prefix(b";") {
            Some(after) => *rest = after.trim_ascii_start(),
            None if pairs == 0 => return Some(Element::Empty),
            None => return Some(Element::Hop(hop.flatten())),
        }
    }
}

/// Takes a token (RFC 9110 §5.6.2) off the front.
fn token<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let end = rest
        .iter()
        .position(|byte| !is_token(byte))
        .unwrap_or(rest.len());
    let (token, after) = rest.split_at(end);
    *rest = after;
    token
}

/// Takes a token or a quoted string off the front; `None` where there is neither.
fn value(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let Some(quoted) = rest.strip_prefix(b"\"") else {
        // Brackets and colons belong in quotes; without, an address is readable all the same.
        let end = rest
            .iter()
            .position(|byte| b",; \t\"".contains(byte))
            .unwrap_or(rest.len());
        let (value, after) = rest.split_at(end);
        *rest = after;
        return (!value.is_empty()).then(|| value.to_vec());
    };
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                *rest = &quoted[at + 1..];
                return Some(value);
            }
            b'\\' => value.push(*bytes.next()?.1),
            byte => value.push(*byte),
        }
    }
    None
}

/// Reads an address as proxies write it: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
/// `[2001:db8::1]`, `[2001:db8::1]:80`; `None` for anything else.
fn node(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text).ok()?;
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = match bare {
        Some(bare) => IpAddr::V6(bare.parse().ok()?),
        None => text.parse().ok().or_else(|| {
            let with_port: SocketAddr = text.parse().ok()?;
            Some(with_port.ip())
        })?,
    };
    Some(address.to_canonical())
}

fn network(text: &str) -> Result<IpNet, TrustedProxiesError> {
    let network: Option<IpNet> = text.parse().ok().or_else(|| {
        let address: IpAddr = text.parse().ok()?;
        Some(address.into())
    });
    network.map(unmapped).ok_or_else(|| TrustedProxiesError {
        text: text.to_owned(),
    })
}

/// An IPv4-mapped network as IPv4, which is how addresses are compared.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else {
        return network;
    };
    let length = mapped.prefix_len().checked_sub(96);
    let address = mapped.addr().to_ipv4_mapped();
    match address
        .zip(length)
        .map(|(a, length)| Ipv4Net::new(a, length))
    {
        Some(Ok(network)) => network.into(),
        _ => mapped.into(),
    }
}

#[cfg(test)]
mod tests;
