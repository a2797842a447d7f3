//! Content codings (RFC 9110 §8.4): which are known, and which one a body has.

use actix_web::http::header::{self, HeaderMap};

/// The codings that are undone, as `Accept-Encoding` names them in a 415.
#[cfg(feature = "compress")]
pub(super) const SUPPORTED: &str = "gzip, deflate";
/// The codings that are undone, as `Accept-Encoding` names them in a 415.
#[cfg(not(feature = "compress"))]
pub(super) const SUPPORTED: &str = "identity";

/// The coding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    #[cfg(feature = "compress")]
    Gzip,
    /// An alias of `gzip` (RFC 9110 §8.4.1.3) that actix does not know.
    #[cfg(feature = "compress")]
    XGzip,
    #[cfg(feature = "compress")]
    Deflate,
}

impl Coding {
    /// The coding that `Content-Encoding` names; `None` where it is unknown or one of several.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(header::CONTENT_ENCODING);
        let Some(line) = lines.next() else {
            return Some(Self::Identity);
        };
        if lines.next().is_some() {
            return None;
        }
        let name = line.to_str().ok()?.trim();
        if name.eq_ignore_ascii_case("identity") {
            return Some(Self::Identity);
        }
        #[cfg(feature = "compress")]
        for (known, coding) in [
            ("gzip", Self::Gzip),
            ("x-gzip", Self::XGzip),
            ("deflate", Self::Deflate),
        ] {
            if name.eq_ignore_ascii_case(known) {
                return Some(coding);
            }
        }
        None
    }

    /// How many bytes may be sent where `limit` may come out: a coding adds a little to what it
    /// cannot shrink.
    pub(super) const fn most_sent(self, limit: usize) -> usize {
        match self {
            Self::Identity => limit,
            #[cfg(feature = "compress")]
            Self::Gzip | Self::XGzip | Self::Deflate => {
                limit.saturating_add(limit / 64).saturating_add(1024)
            }
        }
    }

    /// Whether actix's own extractors undo it.
    #[cfg(feature = "compress")]
    pub(super) const fn is_known_to_actix(self) -> bool {
        !matches!(self, Self::XGzip)
    }
}
