//! Answers that no endpoint makes, such as those of probes: with what every answer carries.

use actix_web::http::ConnectionType;
use actix_web::{HttpRequest, HttpResponse};

use super::headers::Headers;
use super::scheme::is_secure;
use crate::error::{Problem, normalise};
use crate::runtime::Hardpoint;

/// The same answer in the envelope, where it is an error, with the request's id and the headers of
/// all answers. Nothing is counted and nothing is logged: whoever asks asks all the time.
pub(crate) fn dressed(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let shared = Hardpoint::of(request).shared();
    let peer = request.peer_addr().map(|peer| peer.ip());
    let believed = shared.believed(request, peer);
    let id = shared.request_id(believed);
    let mut response = named(request, normalise(response), id.as_str());
    Headers::of(&mut response).add_common(&id, is_secure(request, believed));
    response
}

/// A problem says of which request it is.
fn named(request: &HttpRequest, response: HttpResponse, id: &str) -> HttpResponse {
    let problem = response.extensions().get::<Problem>().cloned();
    let Some(problem) = problem else {
        return response;
    };
    let connection = response.head().connection_type();
    let mut named = problem.into_response_for(request.path(), Some(id));
    if connection == ConnectionType::Close {
        named.head_mut().set_connection_type(connection);
    }
    named
}
