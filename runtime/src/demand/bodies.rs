//! Demands of arguments that read the body: there is one, and the whole of it where it is
//! compared.

use super::text::Text;
use super::{refuse, refuse_inherited};
use crate::probe::ArgFacts;
use crate::request::derive::Place;

/// Under `idempotent`, an argument takes the body whole, as equal requests are told by all of it.
#[track_caller]
pub const fn arrives_whole(facts: ArgFacts, note: &str) {
    if facts.streams {
        let text = Text::new().and(
            "`idempotent`: this argument reads the body as it comes, and equal requests are told by the whole of it\n\
             help: take `web::Bytes`, `web::Json`, or a struct with `#[derive(ApiRequest)]`",
        );
        refuse_inherited(Some(text), note);
    }
}

/// A body is read by one argument: it leaves nothing to another one.
#[track_caller]
pub const fn body_is_read_once(facts: ArgFacts, earlier: &[ArgFacts]) {
    refuse(read_already(facts, earlier));
}

const fn read_already(facts: ArgFacts, earlier: &[ArgFacts]) -> Option<Text> {
    let mut is_read = false;
    let mut at = 0;
    while at < earlier.len() {
        is_read |= must_read(earlier[at]);
        at += 1;
    }
    if !(is_read && must_read(facts)) {
        return None;
    }
    Some(Text::new().and(
        "this argument is read from the body, and one before it has read all of that\n\
         help: take both from one struct, or `web::Bytes` alone, and read it in the handler",
    ))
}

/// Whether an argument is known to be nothing without the body.
const fn must_read(facts: ArgFacts) -> bool {
    facts.known && facts.body && !facts.may_be_absent
}

/// Under a method whose requests have no body, an argument reads none (RFC 9110 §9.3.1).
pub(super) const fn bodiless(facts: ArgFacts, method: &str) -> Option<Text> {
    if !(facts.known && facts.body) {
        return None;
    }
    let text = Text::new()
        .and("`")
        .and(method)
        .and("`: its requests carry no body, and ");
    let mut names = Text::new();
    let mut count = 0;
    let mut at = 0;
    while at < facts.fields.len() {
        let field = &facts.fields[at];
        if field.place as u8 == Place::Body as u8 {
            names = names.and_name(field.wire, count == 0);
            count += 1;
        }
        at += 1;
    }
    Some(match count {
        0 => text.and(
            "this argument is read from it\n\
             help: take it from the query, `web::Query<…>`, or answer `post`",
        ),
        _ => text
            .and(names.as_str())
            .and(if count == 1 { " is" } else { " are" })
            .and(
                " read from it\n\
                 help: mark what is in the query with `#[api(query)]`, or answer `post`",
            ),
    })
}

#[cfg(test)]
mod tests {
    use actix_web::web;

    use super::*;
    use crate::ApiRequest;
    use crate::probe::{Probe, ProbeFallback as _};

    #[derive(ApiRequest)]
    #[allow(dead_code, reason = "only what is known of it matters")]
    struct Search {
        #[api(query)]
        page: u32,
        #[serde(rename = "minPrice")]
        min_price: u32,
        max_price: u32,
    }

    fn said(facts: ArgFacts) -> Option<String> {
        bodiless(facts, "get").map(|text| text.as_str().to_owned())
    }

    #[test]
    fn what_is_read_from_the_body_of_a_get_is_named() {
        let said = said(Probe::<Search>::FACTS);
        let said = said.as_deref().unwrap_or_default();
        assert!(
            said.starts_with("`get`: its requests carry no body, and `minPrice`, `max_price` are read from it\nhelp: "),
            "{said}"
        );
    }

    #[test]
    fn a_body_that_is_known_to_be_read_is_not_read_again() {
        struct Own;
        let json = Probe::<web::Json<Own>>::FACTS;
        let (bytes, query) = (Probe::<web::Bytes>::FACTS, Probe::<web::Query<Own>>::FACTS);
        let (own, maybe) = (Probe::<Own>::FACTS, Probe::<Option<web::Json<Own>>>::FACTS);
        assert!(read_already(bytes, &[query, json]).is_some());
        for (facts, earlier) in [
            (bytes, &[query, own][..]),
            (query, &[json]),
            (own, &[json]),
            (json, &[]),
            (maybe, &[bytes]),
        ] {
            assert!(read_already(facts, earlier).is_none());
        }
    }

    #[test]
    fn what_is_known_to_be_the_body_is_refused_and_what_is_not_known_is_let_be() {
        struct Own;
        assert!(said(Probe::<web::Json<Own>>::FACTS).is_some());
        assert!(said(Probe::<Option<String>>::FACTS).is_some());
        assert!(said(Probe::<web::Query<Own>>::FACTS).is_none());
        assert!(said(Probe::<Own>::FACTS).is_none());
    }
}
