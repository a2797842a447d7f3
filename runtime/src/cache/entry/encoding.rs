//! An entry as bytes, for whoever keeps it outside of this process.
//!
//! A version, then what the entry is, numbers in big-endian order. What is of another version, or
//! not whole, or not what an entry can be, is none. What can be told from a request anew, its tags
//! and its key, is no part of it; nor is its age, which whoever keeps it tells by its own clock.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Content, Entry, Validators, date, weight_of};
use crate::cache::admission::Terms;
use crate::cache::key::MethodClass;
use crate::cache::plan::Fill;
use crate::cache::stamps::Birth;
use crate::clock::Moment;
use crate::error::{ErrorFacts, LogLevel, Problem, Violation};
use crate::store::Found;

/// Changed whenever anything below is.
const VERSION: u8 = 1;
const BODY: u8 = 0;
const PROBLEM: u8 = 1;

impl Entry {
    /// The entry as bytes, and for how long it is worth keeping; nothing where it is not.
    pub(in crate::cache) fn encode(&self, now: Moment) -> Option<(Bytes, Duration)> {
        let left = self.life().checked_sub(self.held(now))?;
        let mut out = BytesMut::with_capacity(self.weight);
        out.put_u8(VERSION);
        let Terms {
            lifetime,
            fresh,
            stale,
            age,
        } = self.terms;
        for span in [lifetime, fresh, stale, age] {
            out.put_u64(u64::try_from(span.as_nanos()).ok()?);
        }
        put_headers(&mut out, &self.headers)?;
        match &self.content {
            Content::Body { status, body, .. } => {
                out.put_u8(BODY);
                out.put_u16(status.as_u16());
                out.put_slice(body);
            }
            Content::Problem(problem) => {
                out.put_u8(PROBLEM);
                put_headers(&mut out, &problem.headers)?;
                let told = serde_json::to_vec(&Told::of(problem)).ok()?;
                out.put_slice(&told);
            }
        }
        Some((out.freeze(), left))
    }

    /// The entry that somebody has kept.
    ///
    /// `birth` is when it was begun to be looked for: it was not out of date then.
    pub(in crate::cache) fn decode(
        Found {
            entry: mut bytes,
            left,
        }: Found,
        fill: &Fill,
        now: Moment,
        birth: Birth,
    ) -> Option<Self> {
        if take(&mut bytes, 1)?.get_u8() != VERSION {
            return None;
        }
        let mut span = || Some(Duration::from_nanos(take(&mut bytes, 8)?.get_u64()));
        let terms = Terms {
            lifetime: span()?,
            fresh: span()?,
            stale: span()?,
            age: span()?,
        };
        let headers: HeaderMap = take_headers(&mut bytes)?.into_iter().collect();
        let (content, weight) = match take(&mut bytes, 1)?.get_u8() {
            BODY => {
                let status = take(&mut bytes, 2)?.get_u16();
                let status = StatusCode::from_u16(status).ok()?;
                let applies = status.is_success() && fill.key.class != MethodClass::Unsafe;
                let tag = headers.get(ETAG).filter(|_| applies);
                let validators = tag.map(|tag| Validators {
                    tag: tag.clone(),
                    modified: headers.get(LAST_MODIFIED).and_then(date),
                });
                let weight = weight(&headers) + bytes.len();
                let content = Content::Body {
                    status,
                    body: bytes,
                    validators,
                };
                (content, weight)
            }
            PROBLEM => {
                let of_problem = take_headers(&mut bytes)?;
                let told: Told<'_> = serde_json::from_slice(&bytes).ok()?;
                let problem = told.into_problem(of_problem)?;
                let weight = weight_of(&problem);
                (Content::Problem(problem), weight)
            }
            _ => return None,
        };
        let mut entry = Self::new(fill, content, headers, weight, terms, now, birth);
        entry.before = entry.life().saturating_sub(left);
        Some(entry)
    }

    /// How long it is fresh or stale, all in all.
    fn life(&self) -> Duration {
        self.terms.fresh.saturating_add(self.terms.stale)
    }
}

fn put_headers(out: &mut BytesMut, headers: &[(HeaderName, HeaderValue)]) -> Option<()> {
    out.put_u16(u16::try_from(headers.len()).ok()?);
    for (name, value) in headers {
        let name = name.as_str().as_bytes();
        out.put_u16(u16::try_from(name.len()).ok()?);
        out.put_slice(name);
        out.put_u32(u32::try_from(value.len()).ok()?);
        out.put_slice(value.as_bytes());
    }
    Some(())
}

fn take_headers(bytes: &mut Bytes) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let count = take(bytes, 2)?.get_u16();
    let header = |_| {
        let length = take(bytes, 2)?.get_u16();
        let name = HeaderName::from_bytes(&take(bytes, length.into())?).ok()?;
        let length = take(bytes, 4)?.get_u32();
        let value = take(bytes, usize::try_from(length).ok()?)?;
        // A copy: the answer as a whole must not be kept for one of its headers.
        Some((name, HeaderValue::from_bytes(&value).ok()?))
    };
    (0..count).map(header).collect()
}

/// That many bytes from the front, if there are so many.
fn take(bytes: &mut Bytes, count: usize) -> Option<Bytes> {
    (count <= bytes.len()).then(|| bytes.split_to(count))
}

/// About how many bytes headers take in memory.
fn weight(headers: &HeaderMap) -> usize {
    let weight =
        |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 64;
    headers.iter().map(weight).sum()
}

/// What is kept of a problem, its headers apart.
#[derive(Serialize, Deserialize)]
struct Told<'a> {
    status: u16,
    code: Cow<'a, str>,
    kind: Cow<'a, str>,
    title: Option<Cow<'a, str>>,
    detail: Option<Cow<'a, str>>,
    errors: Vec<(Cow<'a, str>, Cow<'a, str>, Cow<'a, str>)>,
    members: Cow<'a, Map<String, Value>>,
    retryable: bool,
    retry_after: Option<Duration>,
    is_final: bool,
    counts_against_slo: bool,
    counts_for_breaker: bool,
    level: u8,
    close: bool,
}

const LEVELS: [LogLevel; 6] = [
    LogLevel::Error,
    LogLevel::Warn,
    LogLevel::Info,
    LogLevel::Debug,
    LogLevel::Trace,
    LogLevel::Off,
];

impl<'a> Told<'a> {
    fn of(problem: &'a Problem) -> Self {
        let violation = |violation: &'a Violation| {
            let Violation {
                pointer,
                code,
                detail,
            } = violation;
            (borrowed(pointer), borrowed(code), borrowed(detail))
        };
        let level = LEVELS.iter().position(|level| *level == problem.level);
        Self {
            status: problem.status.as_u16(),
            code: borrowed(&problem.code),
            kind: borrowed(&problem.kind),
            title: problem.title.as_deref().map(borrowed),
            detail: problem.detail.as_deref().map(borrowed),
            errors: problem.errors.iter().map(violation).collect(),
            members: Cow::Borrowed(&problem.members),
            retryable: problem.retryable,
            retry_after: problem.retry_after,
            is_final: problem.is_final,
            counts_against_slo: problem.counts_against_slo,
            counts_for_breaker: problem.counts_for_breaker,
            // There are six.
            level: level.unwrap_or_default() as u8,
            close: problem.close,
        }
    }

    fn into_problem(self, headers: Vec<(HeaderName, HeaderValue)>) -> Option<Problem> {
        let status = StatusCode::from_u16(self.status).ok()?;
        let mut problem = Problem::from_facts(ErrorFacts::new(status, self.code.into_owned()));
        // An error's status is told from what is none when a problem is made.
        (problem.status == status).then_some(())?;
        problem.kind = owned(self.kind);
        problem.title = self.title.map(owned);
        problem.detail = self.detail.map(owned);
        let violation =
            |(pointer, code, detail): (Cow<'a, str>, Cow<'a, str>, Cow<'a, str>)| Violation {
                pointer: pointer.into_owned(),
                code: owned(code),
                detail: detail.into_owned(),
            };
        problem.errors = self.errors.into_iter().map(violation).collect();
        problem.members = self.members.into_owned();
        problem.retryable = self.retryable;
        problem.retry_after = self.retry_after;
        problem.is_final = self.is_final;
        problem.counts_against_slo = self.counts_against_slo;
        problem.counts_for_breaker = self.counts_for_breaker;
        problem.level = *LEVELS.get(usize::from(self.level))?;
        problem.close = self.close;
        problem.headers = headers;
        Some(problem)
    }
}

fn borrowed(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

#[cfg(test)]
mod tests;
