//! Demands of tags: what the path does not capture, some argument reads from the query.

use super::text::Text;
use super::{refuse, same};
use crate::probe::ArgFacts;
use crate::request::derive::{Field, Place};

/// Some argument may read `name` from the query; where none does, `message` says what that means,
/// and `help` what to do unless the name is found elsewhere.
#[track_caller]
pub const fn query_is_read(
    arguments: &[ArgFacts],
    name: &str,
    bodiless: bool,
    [message, help]: [&str; 2],
) {
    let place = match found(arguments, name) {
        Found::InQuery => return,
        // Of an argument that reads a body where there is none, that is said.
        Found::InBody if bodiless => return,
        Found::InBody => "the body",
        Found::InHeader => "a header",
        Found::Nowhere => {
            refuse(Some(Text::new().and(message).and("\nhelp: ").and(help)));
            return;
        }
    };
    let text = Text::new()
        .and(message)
        .and("\nhelp: `")
        .and(name)
        .and("` is read from ")
        .and(place)
        .and(": mark it with `#[api(query)]`, or ");
    refuse(Some(text.and(help)));
}

/// Where a name is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    InQuery,
    InBody,
    InHeader,
    Nowhere,
}

/// Where the arguments read `name` from, or may do so.
const fn found(arguments: &[ArgFacts], name: &str) -> Found {
    let mut found = Found::Nowhere;
    let mut at = 0;
    while at < arguments.len() {
        let facts = &arguments[at];
        if facts.query && facts.fields.is_empty() {
            return Found::InQuery;
        }
        let mut field = 0;
        while field < facts.fields.len() {
            let Field { place, .. } = facts.fields[field];
            if is_called(&facts.fields[field], name) {
                match place {
                    Place::Query => return Found::InQuery,
                    Place::Body => found = Found::InBody,
                    Place::Header => found = Found::InHeader,
                    Place::Path => {}
                }
            }
            field += 1;
        }
        at += 1;
    }
    found
}

/// Whether a field has a name on the wire.
const fn is_called(field: &Field, name: &str) -> bool {
    let mut at = 0;
    while at < field.aliases.len() {
        if same(field.aliases[at], name) {
            return true;
        }
        at += 1;
    }
    same(field.wire, name)
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpRequest, web};

    use super::*;
    use crate::ApiRequest;
    use crate::probe::{Probe, ProbeFallback as _};

    #[derive(ApiRequest)]
    #[allow(dead_code, reason = "only what is known of it matters")]
    struct Search {
        #[api(query)]
        #[serde(rename = "minPrice", alias = "min")]
        min_price: u32,
        #[api(header = "x-shop")]
        shop: u32,
        page: u32,
    }

    #[test]
    fn one_argument_that_may_read_anything_is_enough() {
        struct Own;
        let query = Probe::<web::Query<u8>>::FACTS;
        let path = Probe::<web::Path<u8>>::FACTS;
        for arguments in [
            &[path, query][..],
            &[Probe::<HttpRequest>::FACTS],
            &[Probe::<Own>::FACTS],
        ] {
            assert_eq!(found(arguments, "page"), Found::InQuery);
        }
        assert_eq!(found(&[path], "page"), Found::Nowhere);
        assert_eq!(found(&[], "page"), Found::Nowhere);
    }

    #[test]
    fn a_field_of_a_request_is_found_where_it_is_read() {
        let search = &[Probe::<Search>::FACTS];
        for (name, place) in [
            ("minPrice", Found::InQuery),
            ("min", Found::InQuery),
            ("min_price", Found::Nowhere),
            ("x-shop", Found::InHeader),
            ("page", Found::InBody),
            ("size", Found::Nowhere),
        ] {
            assert_eq!(found(search, name), place, "{name}");
        }
    }
}
