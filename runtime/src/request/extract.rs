//! From a request to a value: each field from its place, then the rules, then all that is wrong.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{HttpMessage, HttpRequest};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::body::{self, Body};
use super::diagnose::{note, unknown};
use super::field::{Field, Place, Presence};
use super::mistake::Mistake;
use super::report::{Kind, Report};
use super::text::{Absent, Texts};
use super::{ApiRequest, json, pointer, query, rules};
use crate::error::Problem;

/// Extracts a `T`: at once where the body is in memory or not needed, else once it is read.
pub fn extract<T: ApiRequest>(request: &HttpRequest, payload: &mut Payload) -> Extract<T> {
    let read = |body| Extract(State::Done(Some(read(request, body))));
    if !T::TAKES_BODY {
        return read(Bytes::new());
    }
    let body = request.extensions().get::<Body>().cloned();
    if let Some(Body(body)) = body {
        return read(body);
    }
    let (request, payload) = (request.clone(), payload.take());
    Extract(State::Reading(Box::pin(async move {
        let body = body::read(&request, payload).await?;
        self::read(&request, body)
    })))
}

/// A request struct on its way.
pub struct Extract<T>(State<T>);

enum State<T> {
    Done(Option<Result<T, Problem>>),
    Reading(Pin<Box<dyn Future<Output = Result<T, Problem>>>>),
}

/// The value is moved, never pinned.
impl<T> Unpin for Extract<T> {}

impl<T> Future for Extract<T> {
    type Output = Result<T, Problem>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Done(value) => value.take().map_or(Poll::Pending, Poll::Ready),
            State::Reading(reading) => reading.as_mut().poll(cx),
        }
    }
}

impl<T> fmt::Debug for Extract<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extract").finish_non_exhaustive()
    }
}

fn read<T: ApiRequest>(request: &HttpRequest, body: Bytes) -> Result<T, Problem> {
    let mut input = Input::new::<T>(request, body);
    let value = T::read(&mut input);
    let mut report = input.report;
    if report.is_empty()
        && let Some(value) = value
    {
        rules::run(&value, &mut report);
        if report.is_empty() {
            return Ok(value);
        }
    }
    Err(report.into_problem().unwrap_or_else(Problem::internal))
}

/// A request, as the derive's code reads a struct from it.
#[derive(Debug)]
pub struct Input<'r> {
    request: &'r HttpRequest,
    fields: &'static [Field],
    query: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    body: Bytes,
    report: Report,
}

impl<'r> Input<'r> {
    fn new<T: ApiRequest>(request: &'r HttpRequest, body: Bytes) -> Self {
        let mut input = Self {
            request,
            fields: T::FIELDS,
            query: Vec::new(),
            body,
            report: Report::default(),
        };
        if T::TAKES_QUERY {
            match query::parse(request.query_string()) {
                Ok(pairs) => input.query = pairs,
                Err(_) => input.report.refuse(Kind::MalformedQuery, None),
            }
            input.refuse_unknown_query();
        }
        input
    }

    fn refuse_unknown_query(&mut self) {
        for (name, _) in &self.query {
            let known = |field: &Field| field.place == Place::Query && field.is_called(name);
            if !self.fields.iter().any(known) {
                unknown(&mut self.report, &pointer::join("query", [&**name]));
            }
        }
    }

    /// The body as a `B`, which holds the struct's body fields.
    pub fn body<B: DeserializeOwned>(&mut self) -> Option<B> {
        if self.body.is_empty() {
            // Every field may be absent, or the body itself is missed.
            let mut missed = Report::default();
            let body = json::decode(b"{}", self.fields, &mut missed);
            if body.is_none() {
                self.report.refuse(Kind::MissingBody, None);
            }
            return body;
        }
        if !body::is_json(self.request, &mut self.report) {
            return None;
        }
        json::decode(&self.body, self.fields, &mut self.report)
    }

    /// The value of the field at `index`, which is not in the body.
    pub fn text<T: DeserializeOwned>(&mut self, index: usize) -> Option<T> {
        self.text_or(index, || None)
    }

    /// The value of the field at `index`, which is not in the body, or a default.
    pub fn text_or<T: DeserializeOwned>(
        &mut self,
        index: usize,
        default: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let field = self.fields.get(index)?;
        let read = match field.place {
            Place::Body => return None,
            Place::Query => self.query_texts(field).map(T::deserialize),
            Place::Header => match self.header_texts(field) {
                Ok(texts) => texts.map(T::deserialize),
                Err(query::Malformed) => {
                    self.refuse_malformed(Kind::MalformedHeader, field);
                    return None;
                }
            },
            Place::Path => match self.capture(field) {
                Ok(Some(text)) => Some(T::deserialize(Texts {
                    first: &text,
                    more: Vec::new(),
                })),
                Ok(None) => None,
                Err(query::Malformed) => {
                    self.refuse_malformed(Kind::MalformedPath, field);
                    return None;
                }
            },
        };
        let read = match (read, field.presence) {
            (Some(read), _) => read,
            (None, Presence::Optional) => return default(),
            (None, Presence::Required) => Err(Mistake::Missing),
            (None, Presence::AsTyped) => T::deserialize(Absent),
        };
        match read {
            Ok(value) => Some(value),
            Err(Mistake::Missing) if field.place == Place::Path => {
                self.blame_route(field);
                None
            }
            Err(mistake) => {
                note(&mut self.report, &rules::start(field), mistake);
                None
            }
        }
    }

    fn query_texts(&self, field: &Field) -> Option<Texts<'_>> {
        let called = |(name, _): &&(Cow<'_, str>, _)| field.is_called(name);
        let mut values = self.query.iter().filter(called).map(|(_, value)| &**value);
        Some(Texts {
            first: values.next()?,
            more: values.collect(),
        })
    }

    fn header_texts(&self, field: &Field) -> Result<Option<Texts<'r>>, query::Malformed> {
        let names = std::iter::once(field.wire).chain(field.aliases.iter().copied());
        let mut lines = names.flat_map(|name| self.request.headers().get_all(name));
        let Some(first) = lines.next() else {
            return Ok(None);
        };
        let text = |line: &'r actix_web::http::header::HeaderValue| line.to_str();
        let first = text(first).map_err(|_| query::Malformed)?;
        let more: Result<_, _> = lines.map(text).collect();
        let more = more.map_err(|_| query::Malformed)?;
        Ok(Some(Texts { first, more }))
    }

    fn capture(&self, field: &Field) -> Result<Option<Cow<'r, str>>, query::Malformed> {
        let mut names = std::iter::once(field.wire).chain(field.aliases.iter().copied());
        let captures = self.request.match_info();
        let Some(raw) = names.find_map(|name| captures.get(name)) else {
            return Ok(None);
        };
        let text = query::percent(raw)?;
        // actix decodes most of the path, and puts this character for what is not UTF-8.
        if text.contains(char::REPLACEMENT_CHARACTER) {
            query::percent(self.request.uri().path())?;
        }
        Ok(Some(text))
    }

    fn refuse_malformed(&mut self, kind: Kind, field: &Field) {
        let code = "malformed";
        let detail = "this value cannot be read";
        self.report.add(kind, &rules::start(field), code, detail);
    }

    /// A capture that the route does not have is nothing that a client could mend.
    fn blame_route(&mut self, field: &Field) {
        tracing::error!(
            field = field.wire,
            route = self.request.match_pattern(),
            "a request struct reads a path field that its route does not capture"
        );
        self.report.refuse(Kind::Internal, None);
    }
}
