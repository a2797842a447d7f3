//! Demands of return types: what is stored or replayed is whole, and for everybody.

use super::refuse_inherited;
use super::text::Text;
use crate::answer::AnswerFacts;

/// What `cache` stores is whole, and sets nobody's cookies.
#[track_caller]
pub const fn answers_are_cached(facts: AnswerFacts, note: &str) {
    refuse_inherited(uncacheable(facts), note);
}

/// What `idempotent` replays is whole.
#[track_caller]
pub const fn answers_are_replayed(facts: AnswerFacts, note: &str) {
    refuse_inherited(unrepeatable(facts), note);
}

const fn uncacheable(facts: AnswerFacts) -> Option<Text> {
    if facts.streams {
        return Some(Text::new().and(
            "`cache`: this answer is a stream, of which nobody has the whole to store\n\
             help: answer with all of it, as `web::Bytes` or `web::Json`, or remove `cache`",
        ));
    }
    if facts.sets_cookies {
        return Some(Text::new().and(
            "`cache`: this answer sets cookies, which are for one client, and is never stored\n\
             help: set them in an endpoint of their own, or remove `cache`",
        ));
    }
    None
}

const fn unrepeatable(facts: AnswerFacts) -> Option<Text> {
    if facts.streams {
        return Some(Text::new().and(
            "`idempotent`: this answer is a stream, of which nobody has the whole to replay\n\
             help: answer with all of it, as `web::Bytes` or `web::Json`, or remove `idempotent`",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: AnswerFacts = AnswerFacts {
        streams: false,
        sets_cookies: false,
    };
    const STREAM: AnswerFacts = AnswerFacts {
        streams: true,
        sets_cookies: false,
    };
    const COOKIES: AnswerFacts = AnswerFacts {
        streams: false,
        sets_cookies: true,
    };

    #[test]
    fn a_stream_is_neither_stored_nor_replayed() {
        assert!(uncacheable(STREAM).is_some() && unrepeatable(STREAM).is_some());
        assert!(uncacheable(WHOLE).is_none() && unrepeatable(WHOLE).is_none());
    }

    #[test]
    fn an_answer_that_sets_cookies_is_replayed_without_them() {
        assert!(uncacheable(COOKIES).is_some() && unrepeatable(COOKIES).is_none());
    }
}
