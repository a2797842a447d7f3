//! Content codings (RFC 9110 §8.4): which are known, and how they are undone within a limit.

use actix_web::http::header::{self, HeaderMap};
use bytes::Bytes;

use super::BodyFaultKind;

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
    pub(super) const fn is_known_to_actix(self) -> bool {
        match self {
            Self::Identity => true,
            #[cfg(feature = "compress")]
            Self::Gzip | Self::Deflate => true,
            #[cfg(feature = "compress")]
            Self::XGzip => false,
        }
    }
}

#[cfg(not(feature = "compress"))]
#[allow(
    clippy::unused_async,
    reason = "with the feature `compress` it gives way to other tasks"
)]
pub(super) async fn decode(coding: Coding, sent: &Bytes, _: usize) -> Result<Bytes, BodyFaultKind> {
    match coding {
        Coding::Identity => Ok(sent.clone()),
    }
}

#[cfg(feature = "compress")]
pub(super) use inflate::decode;

#[cfg(feature = "compress")]
mod inflate {
    use std::io::{self, Read};

    use bytes::Bytes;
    use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

    use super::{BodyFaultKind, Coding};

    /// How much comes out before other tasks of this thread get their turn, in bytes.
    const STEP: usize = 256 * 1024;

    /// The decoded bytes, if they are at most `limit`; a bomb stops one byte beyond it.
    pub(in super::super) async fn decode(
        coding: Coding,
        sent: &Bytes,
        limit: usize,
    ) -> Result<Bytes, BodyFaultKind> {
        if sent.is_empty() {
            return Ok(Bytes::new());
        }
        let mut decoder = match coding {
            Coding::Identity => return Ok(sent.clone()),
            Coding::Gzip | Coding::XGzip => Decoder::Gzip(MultiGzDecoder::new(sent)),
            // By the letter of RFC 9110 §8.4.1.2 it is the zlib format, as actix reads it, too.
            Coding::Deflate => Decoder::Zlib(ZlibDecoder::new(sent)),
        };
        let mut decoded = Vec::new();
        loop {
            let room = limit.saturating_add(1) - decoded.len();
            let step = u64::try_from(room.min(STEP)).unwrap_or(u64::MAX);
            let got = decoder.by_ref().take(step).read_to_end(&mut decoded);
            let got = got.map_err(|_| BodyFaultKind::Corrupt)?;
            if decoded.len() > limit {
                return Err(BodyFaultKind::TooLarge { limit });
            }
            if got < room.min(STEP) {
                break;
            }
            tokio::task::yield_now().await;
        }
        if decoder.has_more() {
            return Err(BodyFaultKind::Corrupt);
        }
        Ok(Bytes::from(decoded))
    }

    enum Decoder<'a> {
        Gzip(MultiGzDecoder<&'a [u8]>),
        Zlib(ZlibDecoder<&'a [u8]>),
    }

    impl Decoder<'_> {
        /// Whether anything follows the end; after gzip's, its decoder has looked itself.
        fn has_more(&self) -> bool {
            match self {
                Self::Gzip(_) => false,
                Self::Zlib(decoder) => !decoder.get_ref().is_empty(),
            }
        }
    }

    impl Read for Decoder<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self {
                Self::Gzip(decoder) => decoder.read(into),
                Self::Zlib(decoder) => decoder.read(into),
            }
        }
    }
}
