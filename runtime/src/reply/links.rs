//! Where things are: `Location` and `Link`.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue, LINK, LOCATION};
use actix_web::http::uri::Uri;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What cannot stand in a URI; `%` can, for it may be encoded already.
const NOT_IN_A_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same response, saying where its thing is, if it has one.
pub(super) fn locate(response: HttpResponse, location: &str) -> HttpResponse {
    let encoded = utf8_percent_encode(location, NOT_IN_A_URI).to_string();
    with(response, LOCATION, &encoded)
}

/// The same response, with links to the pages beside it (RFC 8288).
pub(super) fn link(
    mut response: HttpResponse,
    here: &Uri,
    pages: &[(&str, String)],
) -> HttpResponse {
    for (relation, cursor) in pages {
        let target = beside(here, cursor);
        response = with(response, LINK, &format!("<{target}>; rel=\"{relation}\""));
    }
    response
}

fn with(mut response: HttpResponse, name: HeaderName, value: &str) -> HttpResponse {
    if response.status().is_success() {
        // Whatever cannot stand in a header has been encoded.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The same target, at another cursor.
fn beside(here: &Uri, cursor: &str) -> String {
    let fields = here.query().unwrap_or_default().split('&');
    let others = fields.filter(|field| {
        let name = field.split('=').next();
        !field.is_empty() && name != Some("cursor")
    });
    let mut target = format!("{}?", here.path());
    for field in others {
        target.push_str(field);
        target.push('&');
    }
    target.push_str("cursor=");
    target.extend(utf8_percent_encode(cursor, COMPONENT));
    target
}

/// What stands for itself in a field of a query.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beside_this_one_is_the_same_list_at_another_cursor() {
        let beside = |here: &str| beside(&here.parse().unwrap(), "a.b-c");
        assert_eq!(beside("/orders"), "/orders?cursor=a.b-c");
        assert_eq!(
            beside("/orders?limit=5&cursor=x&status=placed"),
            "/orders?limit=5&status=placed&cursor=a.b-c"
        );
        assert_eq!(beside("/orders?cursor=x"), "/orders?cursor=a.b-c");
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_encoded() {
        let response = locate(HttpResponse::Created().finish(), "/a b/\u{e9}\r\nx: y");
        assert_eq!(
            response.headers().get(LOCATION).unwrap(),
            "/a%20b/%C3%A9%0D%0Ax:%20y"
        );
        let refused = locate(HttpResponse::InternalServerError().finish(), "/a");
        assert!(!refused.headers().contains_key(LOCATION));
    }
}
