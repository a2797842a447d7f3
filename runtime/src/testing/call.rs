//! A request of a test's, and its answer in the making.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::rt;
use actix_web::test::TestRequest;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use tokio::task::JoinHandle;

use super::answer::TestAnswer;
use super::service::InMemory;
use crate::principal::Principal;

/// A request that is sent when it is awaited, and then gives its [`TestAnswer`]; or that is
/// [begun](Self::begin), to go on beside others.
///
/// It comes from `127.0.0.1` unless it [says](Self::from) otherwise.
#[must_use = "a request is sent when it is awaited, or begun"]
pub struct TestCall {
    app: Rc<InMemory>,
    request: TestRequest,
    principal: Option<Principal>,
    /// What is told of it.
    name: String,
}

impl TestCall {
    pub(super) fn new(app: Rc<InMemory>, method: Method, target: &str) -> Self {
        let name = format!("{method} {target}");
        let request = TestRequest::with_uri(target).method(method);
        let call = Self {
            app,
            request,
            principal: None,
            name,
        };
        call.from(Ipv4Addr::LOCALHOST.into())
    }

    /// The same with one more header line.
    ///
    /// # Panics
    ///
    /// Where `name` is no name of a header, or `value` no value of one.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| request.append_header((name, value)))
    }

    /// The same as `principal`, as if an authenticator had found that out.
    pub fn by(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// The same from the address of a peer: each has its own limits `per:ip`.
    pub fn from(self, peer: IpAddr) -> Self {
        self.with(|request| request.peer_addr(SocketAddr::new(peer, 50_000)))
    }

    /// The same with an `Idempotency-Key`.
    ///
    /// # Panics
    ///
    /// Where `key` is no value of a header.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// The same with a body and its length.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let length = ("content-length", body.len().to_string());
        self.with(|request| request.insert_header(length).set_payload(body))
    }

    /// The same with `value` in JSON for a body.
    ///
    /// # Panics
    ///
    /// Where it cannot be written in JSON.
    pub fn json(self, value: &impl Serialize) -> Self {
        let body = match serde_json::to_vec(value) {
            Ok(body) => body,
            Err(error) => panic!("{}: the body cannot be written in JSON: {error}", self.name),
        };
        self.with(|request| request.insert_header((CONTENT_TYPE, "application/json")))
            .body(body)
    }

    /// Sends it now, and lets it go on beside what the test does next: for requests that run at the
    /// same time, and for those that are to be waiting when the clock is turned.
    pub fn begin(self) -> Begun {
        Begun(rt::spawn(self.into_future()))
    }

    fn with(mut self, change: impl FnOnce(TestRequest) -> TestRequest) -> Self {
        self.request = change(self.request);
        self
    }
}

impl IntoFuture for TestCall {
    type Output = TestAnswer;
    type IntoFuture = LocalBoxFuture<'static, TestAnswer>;

    fn into_future(self) -> Self::IntoFuture {
        let answered = (self.app)(self.request, self.principal);
        let name = self.name;
        async move { TestAnswer::read(name, answered.await).await }.boxed_local()
    }
}

impl fmt::Debug for TestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestCall({})", self.name)
    }
}

/// A request that is on its way: awaited, its answer. It goes on when this is dropped.
#[derive(Debug)]
pub struct Begun(JoinHandle<TestAnswer>);

impl Begun {
    /// Whether it has been answered.
    pub fn is_answered(&self) -> bool {
        self.0.is_finished()
    }

    /// Lets its client leave, as one who closes the connection does.
    pub async fn leave(self) {
        self.0.abort();
        // Either is well: it was answered before, or it has ended here.
        let _ = self.0.await;
    }
}

impl Future for Begun {
    type Output = TestAnswer;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<TestAnswer> {
        Pin::new(&mut self.0).poll(cx).map(|ended| match ended {
            Ok(answer) => answer,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => panic!("the request ended without an answer: {error}"),
            },
        })
    }
}
