//! Keeping an unread body until its response is sent, so that the connection is closed after it.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Payload;
use bytes::Bytes;

/// Lets actix hand over what of the body came along with the head.
///
/// actix decides about the connection when a response begins, and polls a handler for the first
/// time before it hands over any of the body: a refusal at the first poll would announce
/// `Connection: close` for a body that is there in full, and the request behind it would still be
/// served.
pub(crate) async fn let_arrive(payload: &Payload) {
    if matches!(payload, Payload::H1 { .. }) {
        tokio::task::yield_now().await;
    }
}

/// The same response, which keeps `payload` alive until it is sent.
///
/// actix drains a chunked body that nobody holds any more, so as to keep the connection, and sets
/// itself no limit of time or size for it: a slow or endless sender holds the connection for as
/// long as it likes. A body that is still held when the response ends makes actix close the
/// connection instead: it announces `Connection: close`, reads on for the server's
/// `client_disconnect_timeout` so that the client gets to see the answer, and hangs up
/// (RFC 9112 §9.6). A body that has been received in full costs nothing: the connection stays.
///
/// For every response that is made before the request's body has been read.
pub(crate) fn hold_until_sent(mut response: HttpResponse, payload: Payload) -> HttpResponse {
    match (payload, response.body().size()) {
        (Payload::None, _) => response,
        // Without a body actix decides when the head is sent, of which extensions are a part;
        // a wrapper of no body would be thrown away by `BoxBody`.
        (payload, BodySize::None) => {
            response.extensions_mut().insert(payload);
            response
        }
        (payload, _) => response.map_body(|_, body| {
            BoxBody::new(Held {
                body,
                _payload: payload,
            })
        }),
    }
}

/// A response's body with the request's beside it.
struct Held {
    body: BoxBody,
    _payload: Payload,
}

impl MessageBody for Held {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(cx)
    }
}
