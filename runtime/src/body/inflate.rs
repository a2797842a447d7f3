//! Undoing a content coding, within a limit.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::BodyFaultKind;
use super::coding::Coding;

/// How much comes out before other tasks of this thread get their turn, in bytes.
const STEP: usize = 256 * 1024;

/// The decoded bytes, if they are at most `limit`; a bomb stops one byte beyond it.
pub(super) async fn decode(
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
