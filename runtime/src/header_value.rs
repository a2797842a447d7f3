//! Values of headers that each answer has anew: written into room that a thread has at hand.

use std::cell::RefCell;

use actix_web::http::header::{HeaderValue, InvalidHeaderValue};
use bytes::BytesMut;

/// How much room is taken at once: for the values of some dozens of answers. It is given back when
/// the last of them is gone, or is used again where all are.
const ROOM: usize = 4 * 1024;

thread_local! {
    static AT_HAND: RefCell<BytesMut> = RefCell::new(BytesMut::with_capacity(ROOM));
}

/// The value that `write` appends to a text. It shares its room with others, which costs less than
/// room of its own; so it is for what is sent soon, and not for what is stored.
///
/// # Errors
///
/// Where it is no value of a header.
pub(crate) fn written(
    write: impl FnOnce(&mut BytesMut),
) -> Result<HeaderValue, InvalidHeaderValue> {
    let text = AT_HAND.with_borrow_mut(|room| {
        write(room);
        room.split().freeze()
    });
    HeaderValue::from_maybe_shared(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_whatever_is_written_after_them() {
        let texts: Vec<String> = (0..1_000).map(|n| format!("{n}").repeat(7)).collect();
        let values: Vec<_> = texts
            .iter()
            .map(|text| written(|room| room.extend_from_slice(text.as_bytes())).unwrap())
            .collect();
        assert_eq!(values, texts);
    }

    #[test]
    fn what_is_no_value_is_left_behind() {
        assert!(written(|room| room.extend_from_slice(b"a\r\nb")).is_err());
        assert_eq!(written(|room| room.extend_from_slice(b"c")).unwrap(), "c");
    }
}
