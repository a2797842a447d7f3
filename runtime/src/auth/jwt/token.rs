//! A token's three parts, before anything in them is believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::json;

/// Why a token is refused, without anything of the token.
pub(super) type Flaw = &'static str;

/// A signed token in its compact form (RFC 7515 §7.1), of which only the header has been read.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) header: Header,
    /// What is signed: header and payload, as they were sent.
    pub(super) signed: &'t [u8],
    pub(super) signature: Vec<u8>,
    payload: &'t str,
}

/// What a token says of how it is to be read. Where keys lie (`jku`, `x5u`) and what they are (`jwk`,
/// `x5c`) is not looked at: a token does not bring its own key.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) algorithm: String,
    pub(super) kid: Option<String>,
    pub(super) typ: Option<String>,
}

impl<'t> Token<'t> {
    /// Splits a token of at most `largest` bytes and reads its header.
    pub(super) fn read(text: &'t str, largest: usize) -> Result<Self, Flaw> {
        if text.len() > largest {
            return Err("the token is too large");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(NOT_THREE)?;
        let (header, payload) = signed.split_once('.').ok_or(NOT_THREE)?;
        if payload.contains('.') {
            return Err(NOT_THREE);
        }
        let signature = bytes(signature)?;
        if signature.is_empty() {
            return Err("the token is not signed");
        }
        Ok(Self {
            header: Header::read(header)?,
            signed: signed.as_bytes(),
            signature,
            payload,
        })
    }

    /// The claims, to be believed once the signature is good.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, Flaw> {
        json::object(&bytes(self.payload)?).ok_or("the claims are no JSON object to be trusted")
    }
}

const NOT_THREE: Flaw = "the token has not three parts";

impl Header {
    fn read(text: &str) -> Result<Self, Flaw> {
        let mut header =
            json::object(&bytes(text)?).ok_or("the header is no JSON object to be trusted")?;
        // Extensions that must be understood (RFC 7515 §4.1.11): there is none that we know, so
        // that `b64`, too, cannot change what is signed.
        if header.contains_key("crit") {
            return Err("the header wants extensions to be understood");
        }
        let mut text = |name: &str| match header.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err("a part of the header is no text"),
        };
        Ok(Self {
            algorithm: text("alg")?.ok_or("the header names no algorithm")?,
            kid: text("kid")?,
            typ: text("typ")?,
        })
    }
}

/// In base64url without padding, to the letter: each value has one form only.
fn bytes(text: &str) -> Result<Vec<u8>, Flaw> {
    let bytes = URL_SAFE_NO_PAD.decode(text);
    bytes.map_err(|_| "a part of the token is not in base64url")
}
