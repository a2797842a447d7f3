//! What generated code names, and nobody else.

pub use std::borrow::Cow;

pub use {actix_web, garde, hardpoint_policy as policy, serde};

pub use crate::__declare as declare;
pub use crate::answer::{AnswerProbe, AnyAnswer};
pub use crate::cacheable::Cacheable;
pub use crate::clash::{Clashes, Face, List, clashes, room, told};
pub use crate::demand::{
    AnyArgument, AnyHeader, ArgumentProbe, Count, CountFallback, Counted, HeaderProbe, KeyHolds,
    answers_are_cached, answers_are_replayed, arrives_whole, body_is_read_once, captures_are_taken,
    captures_suffice, ends_in_time, fits, header_is_listed, inherits_cache, is_for_everybody,
    is_in_the_key, query_is_read, takes,
};
pub use crate::dependency::{
    Again, DeclaredDependency, Failure, Key, Outcome, SaidOfDependency, again, asks_fallback,
    call_once, call_repeatedly, returned,
};
pub use crate::endpoint::{Endpoint, Routed};
pub use crate::error::codes::{CodesFallback, CodesOf};
pub use crate::error::private::{AnyTold, Debugged, Told, facts, own_problem, shown, text};
pub use crate::error::{
    ApiError, AsSource, Coded, ErrorCode, ErrorCodes, ErrorFacts, LogLevel, Problem,
    respond_to_error,
};
pub use crate::invocation::{AnyGuarded, Guarded, Invocation, guarded, invocation};
pub use crate::job::JobBegun as Begun;
pub use crate::job::{Job, SaidOfJob, Taking, begun, given};
pub use crate::mountable::Mountable;
pub use crate::probe::{ArgFacts, Probe, ProbeFallback};
pub use crate::promises::{Declared, Promises};
pub use crate::registry::face;
pub use crate::request::derive as request;
pub use crate::settings::derive as settings;
#[cfg(feature = "testing")]
pub use crate::testing::stand as test;
pub use crate::transaction::{Transaction, answered, in_transaction, is_transaction};
pub use hardpoint_macros::{erase, listed, listed_dependencies};
