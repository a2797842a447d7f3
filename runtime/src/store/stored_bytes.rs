//! A response as bytes, for stores outside of this process; read by instances of other versions.
//!
//! ```text
//! version 1 │ status u16 │ headers u16 │ per header: sensitive u8, name u16 + bytes, value u32 + bytes │ body
//! ```
//!
//! Numbers are big-endian; the body is what is left.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;

use super::StoredResponse;

/// The first byte: whoever does not know it cannot read the rest.
const VERSION: u8 = 1;

impl StoredResponse {
    /// The response as bytes; nothing where a header is longer than can be written.
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.weight());
        bytes.push(VERSION);
        bytes.extend(self.status.as_u16().to_be_bytes());
        bytes.extend(u16::try_from(self.headers.len()).ok()?.to_be_bytes());
        for (name, value) in &self.headers {
            let (name, is_sensitive) = (name.as_str().as_bytes(), value.is_sensitive());
            bytes.push(u8::from(is_sensitive));
            bytes.extend(u16::try_from(name.len()).ok()?.to_be_bytes());
            bytes.extend(name);
            bytes.extend(u32::try_from(value.len()).ok()?.to_be_bytes());
            bytes.extend(value.as_bytes());
        }
        bytes.extend(&*self.body);
        Some(bytes)
    }

    /// The response that these bytes are; nothing where they are none, or of a version to come.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        if rest.number()? != [VERSION] {
            return None;
        }
        let status = StatusCode::from_u16(u16::from_be_bytes(rest.number()?)).ok()?;
        let count = u16::from_be_bytes(rest.number()?);
        let mut headers = Vec::new();
        for _ in 0..count {
            let [is_sensitive] = rest.number()?;
            let name = usize::from(u16::from_be_bytes(rest.number()?));
            let name = HeaderName::from_bytes(rest.take(name)?).ok()?;
            let value = usize::try_from(u32::from_be_bytes(rest.number()?)).ok()?;
            let mut value = HeaderValue::from_bytes(rest.take(value)?).ok()?;
            value.set_sensitive(is_sensitive != 0);
            headers.push((name, value));
        }
        Some(Self {
            status,
            headers,
            body: Bytes::copy_from_slice(rest.0),
        })
    }
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_response() -> impl Strategy<Value = StoredResponse> {
        let value = prop::collection::vec(32u8..=126, 0..40);
        let header = ("[a-z][a-z0-9-]{0,20}", value, any::<bool>());
        (
            100u16..1000,
            prop::collection::vec(header, 0..8),
            prop::collection::vec(any::<u8>(), 0..300),
        )
            .prop_map(|(status, headers, body)| StoredResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers: headers
                    .into_iter()
                    .map(|(name, value, is_sensitive)| {
                        let mut value = HeaderValue::from_bytes(&value).unwrap();
                        value.set_sensitive(is_sensitive);
                        (HeaderName::from_bytes(name.as_bytes()).unwrap(), value)
                    })
                    .collect(),
                body: body.into(),
            })
    }

    proptest! {
        #[test]
        fn a_response_is_read_as_it_was_written(response in any_response()) {
            let read = StoredResponse::from_bytes(&response.to_bytes().unwrap()).unwrap();
            prop_assert_eq!(read.status, response.status);
            prop_assert_eq!(&read.body, &response.body);
            prop_assert_eq!(&read.headers, &response.headers);
            let sensitive = |it: &StoredResponse| {
                it.headers.iter().map(|(_, value)| value.is_sensitive()).collect::<Vec<_>>()
            };
            prop_assert_eq!(sensitive(&read), sensitive(&response));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = StoredResponse::from_bytes(&bytes);
        }

        #[test]
        fn bytes_that_were_damaged_are_read_or_refused(
            response in any_response(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            end in any::<prop::sample::Index>(),
        ) {
            let mut bytes = response.to_bytes().unwrap();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let _ = StoredResponse::from_bytes(&bytes);
            let _ = StoredResponse::from_bytes(&bytes[..end.index(bytes.len())]);
        }

        #[test]
        fn another_version_is_not_read(response in any_response(), version in 2u8..) {
            let mut bytes = response.to_bytes().unwrap();
            bytes[0] = version;
            prop_assert!(StoredResponse::from_bytes(&bytes).is_none());
        }
    }

    #[test]
    fn what_was_written_is_written_for_good() {
        // Instances of an older version have written it, and those of a newer one must read it.
        let written = b"\x01\x00\xc9\x00\x01\x00\x00\x08location\x00\x00\x00\x02/1{\"order\":1}";
        let read = StoredResponse::from_bytes(written).unwrap();
        assert_eq!(read.status, StatusCode::CREATED);
        assert_eq!(read.headers.len(), 1);
        assert_eq!(read.headers[0].0, "location");
        assert_eq!(read.headers[0].1, "/1");
        assert_eq!(read.body, "{\"order\":1}");
        assert_eq!(read.to_bytes().unwrap(), written);
    }

    #[test]
    fn the_length_that_is_announced_is_not_taken_at_its_word() {
        let boundless = b"\x01\x00\xc9\xff\xff\x00\xff\xffx";
        assert!(StoredResponse::from_bytes(boundless).is_none());
    }
}
