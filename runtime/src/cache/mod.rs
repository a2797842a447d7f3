//! Answers that are kept, and the runs that make them: one per key in the whole process.
//!
//! # What is stored
//! An answer is stored if its status is 200 or one that the policy lists, its body is complete
//! and small enough, and neither its own headers nor a cookie forbid it (`admission`, RFC 9111
//! §3). What the handler says of freshness goes before the policy's `ttl` (`directives`). A `ttl`
//! is varied by a tenth either way, so that what was stored together does not all end together;
//! a lifetime that the handler said is only ever shortened. An error whose status is listed is
//! kept as a problem and rendered anew for each request.
//!
//! # Under which key
//! Everything that the answer may depend on (`plan`): operation and policy, method, path and
//! query in canonical order (`canonical`), the listed headers, who asks, and the body, each with
//! its length before it, hashed with a key that is drawn when the process starts (`key`). What
//! the client sends besides, `Cache-Control`, `Pragma`, an `Authorization` that nobody asked for,
//! is no part of it, so it cannot be used to get round the cache. A principal that is known is a
//! part of it unless the policy says `shared`. `HEAD` shares the key of `GET`.
//!
//! # Who runs
//! On a miss a request boards the flight of its key or begins one (`flight`). A run is a task of
//! its own on the worker that began it; it outlives its client while others wait, and is aborted
//! when the last one leaves (what an unsafe method has begun goes on to its end). Everybody waits
//! in the same way and can stop at any time, so each keeps its own deadline; once the first one's
//! deadline has passed, nobody joins any more, and a run that hangs does not hold its key. What
//! comes of a run (`landing`):
//!
//! | the run | the one who began | those who wait |
//! |---|---|---|
//! | an answer that may be stored | gets it | get it |
//! | a failure: an error, a panic, the worker's death | fails | fail with it, once; nothing is stored |
//! | an answer for one client: `no-store`, a cookie, a stream, too large | gets it | run for themselves, all at once, under the endpoint's `concurrency` |
//!
//! # After the TTL
//! For as long as `stale:` says, and unless the handler forbids it, the stale answer is given at
//! once, and one request has the ticket to refresh it in the background. A refresh that fails
//! leaves the stale answer in place and is not tried again for a second. So an error of the
//! handler is not seen while there is anything else to give.
//!
//! # Invalidation
//! A tag is a stamp (`tags`). An entry, or a flight, that began before the latest stamp of one of
//! its tags is out of date: the entry is not served, the flight is neither joined nor stored.
//! Entries of safe methods carry their own path as a tag, too, so that an unsafe method that
//! succeeds there can invalidate them (RFC 9111 §4.4).
//!
//! # Beyond this process
//! Where there is a second level, a run looks there first, and puts there what it has made (`beyond`,
//! `entry::encoding`). Where others invalidate, too, what is stored here is believed for a while only,
//! unless a beat of the bus has proven that all they have said has been heard (`stamps`); what is
//! invalidated here is announced until everybody knows (`announcer`). Whoever joins asks the others what
//! it may have missed (`witness`). The bound that follows from it
//! is stated, and proven, in the documentation of [`crate::store`].
//!
//! # What the client is told
//! `Age`, `ETag`, `Cache-Control`, `Vary`, `Cache-Status` (`headers`), and 304 or 412 where it
//! asks with a precondition (`validators`). What is the same at every hit is made when the answer
//! is stored (`entry`).

mod admission;
mod announcer;
mod beyond;
mod canonical;
mod directives;
mod entry;
mod filling;
#[cfg(test)]
mod fixture;
mod flight;
mod headers;
mod invalidation;
mod key;
mod landing;
mod meters;
mod plan;
mod recall;
mod stamps;
mod tag_set;
mod tags;
#[cfg(test)]
mod tests;
mod validators;
mod witness;

pub(crate) use entry::Entry;
pub(crate) use filling::{Filled, Work};
pub(crate) use headers::{Forward, Served};
pub(crate) use invalidation::Announced;
pub(crate) use key::CacheKey;
pub(crate) use plan::{CachePlan, Fill};
pub(crate) use recall::{Cache, DEFAULT_CAPACITY, Lookup, Refresh};
pub(crate) use tags::Tag;
