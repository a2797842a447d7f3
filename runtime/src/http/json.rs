//! JSON in bodies, and what may be told of one that cannot be read.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::error::{DecodeError, Error};

pub(super) fn encoded<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, Error> {
    // Why is not told: it may say a value.
    let body = serde_json::to_vec(value);
    body.map(Bytes::from)
        .map_err(|_| Error::malformed("the body cannot be written as JSON"))
}

pub(super) fn decoded<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| {
        Error::Decode(DecodeError {
            // serde's own text says values, and a path has the keys of maps in it.
            what: match error.classify() {
                Category::Eof => "ends in the middle of its JSON",
                Category::Data => "has other JSON than was expected",
                Category::Syntax | Category::Io => "is not JSON",
            },
            line: error.line(),
            column: error.column(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_body_says_is_not_told() {
        for (body, what) in [
            (
                &br#"{"a":"hunter2"}"#[..],
                "the answer has other JSON than was expected (line 1, column 14)",
            ),
            (
                br#"{"hunter2":1}"#,
                "the answer has other JSON than was expected",
            ),
            (
                br#"{"a": hunter2}"#,
                "the answer is not JSON (line 1, column 7)",
            ),
            (
                br#"{"a":"#,
                "the answer ends in the middle of its JSON (line 1, column 5)",
            ),
            (
                b"",
                "the answer ends in the middle of its JSON (line 1, column 0)",
            ),
        ] {
            #[derive(Debug, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Stock {
                #[expect(dead_code, reason = "it is only read")]
                a: u32,
            }
            let error = decoded::<Stock>(body).unwrap_err();
            assert!(error.to_string().starts_with(what), "{error}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
