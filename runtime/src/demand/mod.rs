//! What `#[endpoint]` demands of the types in a signature, which only the compiler can see.
//!
//! Each function is called in a constant, at the argument or the return type that it is about;
//! `#[track_caller]` makes the compiler underline that place. A message names the option, says in
//! one sentence what is wrong, and then what to write instead. A right program gets nothing back.

mod answers;
mod arguments;
mod bodies;
mod calls;
mod captures;
mod headers;
mod names;
mod tags;
mod text;

pub use answers::{answers_are_cached, answers_are_replayed};
pub use arguments::{
    AnyArgument, ArgumentProbe, KeyHolds, inherits_cache, is_for_everybody, is_in_the_key,
};
pub use bodies::{arrives_whole, body_is_read_once};
pub use calls::ends_in_time;
pub use captures::{Count, CountFallback, Counted, captures_are_taken, captures_suffice, takes};
pub use headers::{AnyHeader, HeaderProbe, header_is_listed};
pub use tags::query_is_read;

use text::Text;

use crate::probe::ArgFacts;

/// What an argument reads is there: no body where the requests of `method` have none, and what it
/// reads of the path is captured by `path`: by name as one of `names`, by order as many as it
/// takes. Method and path are empty where there is nothing to be held against. Gives back which of
/// the names it takes, as bits.
#[track_caller]
pub const fn fits(facts: ArgFacts, count: Count, method: &str, names: &str, path: &str) -> u64 {
    // The compiler pays for each step, and most are right: words are looked for where they are
    // needed.
    let (taken, are_there) = match count {
        Count::Unknown => captures::takes_by_name(facts, names),
        count => (takes(facts, count), true),
    };
    if facts.path && !path.is_empty() {
        captures_suffice(facts, count, names, path);
    }
    let body = match facts.body && !method.is_empty() {
        true => bodies::bodiless(facts, method),
        false => None,
    };
    let captures = match are_there || path.is_empty() {
        true => None,
        false => Some(captures::uncaptured(facts.fields, names, path)),
    };
    match (body, captures) {
        (Some(body), Some(captures)) => refuse(Some(body.and("\n").and(captures.as_str()))),
        (Some(one), None) | (None, Some(one)) => refuse(Some(one)),
        (None, None) => {}
    }
    taken
}

/// Refuses the place of the call, if there is anything to say.
#[track_caller]
const fn refuse(message: Option<Text>) {
    let text = match &message {
        Some(text) => text.as_str(),
        None => "",
    };
    assert!(message.is_none(), "{}", text);
}

/// The same of an option that `note` says stands in `hardpoint.toml`, unless it is empty.
#[track_caller]
const fn refuse_inherited(message: Option<Text>, note: &str) {
    refuse(match message {
        Some(text) if !note.is_empty() => Some(text.noted(note)),
        message => message,
    });
}

/// Whether two names are one.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether `name` is among `names`.
const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}
