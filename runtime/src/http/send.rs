//! The life of a request: its time, where it may go, what goes along, what came of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::LOCATION;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::client::Inner;
use super::destination::{Origin, Standing};
use super::error::{Error, StatusError, TimedOut};
use super::meters::{Outcome, known_method};
use super::request::Request;
use super::response::Response;
use super::{along, redirect, retry_after};
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
use crate::dependency;
use crate::traces::{failed, stage};
use crate::within::{Bounded, within};

/// How much is kept of the body of an answer that is an error, in bytes.
const ERROR_BODY: usize = 16 * 1024;
/// How long it is waited for: the status is known, and somebody waits for that.
const ERROR_BODY_WAIT: Duration = Duration::from_millis(250);

/// Sends `request`, and gives back the answer's head.
pub(super) async fn send(client: Arc<Inner>, request: Request) -> Result<Response, Error> {
    let longest = request.timeout.unwrap_or(client.times.total);
    let Some(left) = time_left(longest) else {
        return Err(Error::Timeout(TimedOut::Deadline));
    };
    let end = Clock::system().now().after(left);
    let all = Bounded::new(
        follow(client, request, end),
        Some(Clock::system().sleep_until(end)),
    );
    all.await.unwrap_or(Err(Error::Timeout(TimedOut::Total)))
}

/// How long it may take; nothing where the time of those that wait for it is over already.
fn time_left(longest: Duration) -> Option<Duration> {
    let of_request = RequestContext::current().and_then(|request| request.deadline().remaining());
    let of_call = dependency::current().and_then(|call| call.deadline().remaining());
    let waiting = [of_request, of_call].into_iter().flatten();
    let left = waiting.fold(longest, Duration::min);
    (!left.is_zero()).then_some(left)
}

/// Sends it to where it is to go, and on to where it is sent from there.
async fn follow(client: Arc<Inner>, request: Request, end: Moment) -> Result<Response, Error> {
    let Request {
        method,
        mut url,
        mut headers,
        mut body,
        ..
    } = request;
    let mut standing = client.rules.standing(&url, true)?;
    if standing == Standing::Trusted || client.rules.trusted.is_empty() {
        for (name, value) in &client.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
    if let Some(call) = dependency::current()
        && let Some(key) = call.key()
    {
        along::tell_key(&mut headers, &method, key)?;
    }
    let mut followed = 0;
    let answer = loop {
        let hop = Hop {
            client: &client,
            standing,
            origin: Origin::of(&url),
            end,
        };
        let mut sent = reqwest::Request::new(method.clone(), url.clone());
        *sent.headers_mut() = headers.clone();
        let has_body = body.is_some();
        *sent.body_mut() = body.take().map(reqwest::Body::from);
        let answer = hop.ask(sent).await?;
        let location = answer.headers().get(LOCATION);
        let next = match client.max_redirects > 0 && !has_body {
            true => redirect::next(&method, &url, answer.status(), location)?,
            false => None,
        };
        let Some(next) = next else {
            break Response {
                inner: answer,
                origin: hop.origin,
                end,
                max: request.max_response.unwrap_or(client.max_response),
                client,
            };
        };
        if followed == client.max_redirects {
            return Err(Error::TooManyRedirects { limit: followed });
        }
        followed += 1;
        standing = client
            .rules
            .standing(&next, standing == Standing::Trusted)?;
        if Origin::of(&next) != hop.origin {
            headers = redirect::for_strangers(&headers);
        }
        // Read to its end, its connection is of use again.
        let _body = beginning(answer).await;
        url = next;
    };
    match answer.status().is_success() || request.is_any_status {
        true => Ok(answer),
        false => Err(refused(answer).await),
    }
}

/// One request to one origin.
struct Hop<'a> {
    client: &'a Inner,
    standing: Standing,
    origin: Origin,
    end: Moment,
}

impl Hop<'_> {
    async fn ask(&self, mut request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let span = self.span(request.method());
        let mut noting = Noting {
            hop: self,
            method: request.method().clone(),
            began: Clock::system().now(),
            span: span.clone(),
            is_noted: false,
        };
        if self.standing == Standing::Trusted {
            let left = self.end.since(noting.began);
            // The span is the caller of what is called.
            span.in_scope(|| along::tell(request.headers_mut(), left));
        }
        let asked = self.client.sender(self.standing).execute(request);
        let answer = asked.instrument(span).await;
        let answer = answer.map_err(|error| Error::of(error, &self.origin));
        noting.note(match &answer {
            Ok(answer) => Outcome::Answered(answer.status()),
            Err(error) => Outcome::Failed(error),
        });
        answer
    }

    /// Its URL is not in it: paths and queries have secrets.
    fn span(&self, method: &reqwest::Method) -> Span {
        let method = known_method(method);
        stage!(
            "http",
            otel.name = method,
            otel.kind = "client",
            http.request.method = method,
            server.address = &*self.origin.host,
            server.port = self.origin.port,
            http.response.status_code = Empty,
            error.type = Empty,
            otel.status_code = Empty,
        )
    }
}

/// Notes what came of a request, even if that is nothing.
struct Noting<'a> {
    hop: &'a Hop<'a>,
    method: reqwest::Method,
    began: Moment,
    span: Span,
    is_noted: bool,
}

impl Noting<'_> {
    fn note(&mut self, outcome: Outcome<'_>) {
        self.is_noted = true;
        let took = Clock::system().now().since(self.began);
        let Hop {
            client,
            origin,
            standing,
            ..
        } = self.hop;
        client
            .meters
            .note(&self.method, origin, *standing, outcome, took);
        match outcome {
            Outcome::Answered(status) => {
                self.span
                    .record("http.response.status_code", status.as_u16());
                if status.is_client_error() || status.is_server_error() {
                    failed(&self.span, status.as_str());
                }
            }
            Outcome::Failed(error) => failed(&self.span, error.kind()),
            Outcome::TimedOut => failed(&self.span, "timeout"),
            Outcome::Cancelled => failed(&self.span, "cancelled"),
        }
    }
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        if !self.is_noted {
            let is_late = Clock::system().now() >= self.hop.end;
            self.note(if is_late {
                Outcome::TimedOut
            } else {
                Outcome::Cancelled
            });
        }
    }
}

/// The error that an answer is.
async fn refused(answer: Response) -> Error {
    let Response { inner, origin, .. } = answer;
    let (status, headers) = (inner.status(), inner.headers().clone());
    let now = Clock::system().unix_time();
    Error::Status(Box::new(StatusError {
        status,
        origin,
        retry_after: retry_after::retry_after(&headers, now),
        headers,
        body: beginning(inner).await,
    }))
}

/// The beginning of a body, as far as it comes in time: for those who look into errors.
async fn beginning(mut answer: reqwest::Response) -> Bytes {
    let mut body = BytesMut::new();
    let reading = async {
        while body.len() < ERROR_BODY
            && let Ok(Some(part)) = answer.chunk().await
        {
            let left = ERROR_BODY - body.len();
            body.extend_from_slice(&part[..part.len().min(left)]);
        }
    };
    // What has come stands, late or not.
    let _or_late = within(ERROR_BODY_WAIT, reading).await;
    body.freeze()
}
