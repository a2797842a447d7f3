//! A call that `authorize` stands in the way of: asked once the arguments are there.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse, Responder};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use pin_project_lite::pin_project;

use super::{Invocation, Progress, ProgressProjection, Steps};
use crate::auth::Authorize;
use crate::context::RequestContext;
use crate::error::{Problem, Rejection};
use crate::handler::{Arguments, Returned};

/// A handler whose calls are to be authorized.
#[doc(hidden)]
pub struct Guarded<F, Args> {
    handler: F,
    arguments: PhantomData<fn() -> Args>,
}

/// A handler whose calls are to be authorized.
#[doc(hidden)]
pub fn guarded<F, Args>(handler: F) -> Guarded<F, Args>
where
    F: Handler<Args>,
    F::Output: Returned + 'static,
    Args: Arguments,
{
    Guarded {
        handler,
        arguments: PhantomData,
    }
}

impl<F, Args> Guarded<F, Args>
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    /// A call that `gate` lets pass, or does not.
    pub fn by<G, Taken>(self, gate: G) -> Invocation
    where
        G: for<'a> Authorize<'a, Args, Taken> + Copy + 'static,
        Taken: 'static,
    {
        let handler = self.handler;
        Invocation(Box::pin(Asked {
            call: Progress::Idle { handler },
            answer: None,
            gate,
            taken: PhantomData,
        }))
    }
}

/// The same of handlers whose arguments or answers are refused: no gate is a second mistake.
#[doc(hidden)]
pub trait AnyGuarded: Sized {
    /// A call that is never let pass.
    fn by<G>(self, _: G) -> Invocation {
        Invocation(Box::pin(Refused))
    }
}

impl<F, Args> AnyGuarded for Guarded<F, Args> {}

/// A call that is never let pass.
struct Refused;

impl Steps for Refused {
    fn poll_extract(
        self: Pin<&mut Self>,
        _: &HttpRequest,
        _: &mut Payload,
        _: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        Poll::Ready(Err(Problem::internal().into()))
    }

    fn poll_run(self: Pin<&mut Self>, _: &HttpRequest, _: &mut Context<'_>) -> Poll<HttpResponse> {
        Poll::Ready(Problem::internal().into_response())
    }
}

impl<F, Args> fmt::Debug for Guarded<F, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").finish_non_exhaustive()
    }
}

pin_project! {
    /// A call, and the question whether it may be made, which has its arguments meanwhile.
    struct Asked<F, Args, G, Taken>
    where
        F: Handler<Args>,
        Args: FromRequest,
    {
        #[pin]
        call: Progress<F, Args>,
        answer: Option<LocalBoxFuture<'static, Result<Args, Problem>>>,
        gate: G,
        taken: PhantomData<fn() -> Taken>,
    }
}

impl<F, Args, G, Taken> Steps for Asked<F, Args, G, Taken>
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
    G: for<'a> Authorize<'a, Args, Taken> + Copy + 'static,
    Taken: 'static,
{
    fn poll_extract(
        self: Pin<&mut Self>,
        request: &HttpRequest,
        payload: &mut Payload,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        let mut this = self.project();
        let answer = match this.answer {
            Some(answer) => answer,
            None => {
                ready!(this.call.as_mut().poll_extract(request, payload, cx))?;
                let arguments = match this.call.as_mut().project() {
                    ProgressProjection::Extracted { arguments, .. } => arguments.take(),
                    _ => None,
                };
                // They are there, for they were extracted just now.
                let Some(arguments) = arguments else {
                    return Poll::Ready(Err(Problem::internal().into()));
                };
                this.answer.insert(ask(*this.gate, arguments).boxed_local())
            }
        };
        let allowed = ready!(answer.poll_unpin(cx))?;
        if let ProgressProjection::Extracted { arguments, .. } = this.call.project() {
            *arguments = Some(allowed);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_run(
        self: Pin<&mut Self>,
        request: &HttpRequest,
        cx: &mut Context<'_>,
    ) -> Poll<HttpResponse> {
        self.project().call.poll_run(request, cx)
    }
}

/// The arguments again, if the principal may have the handler run on them.
async fn ask<G, Args, Taken>(gate: G, arguments: Args) -> Result<Args, Problem>
where
    G: for<'a> Authorize<'a, Args, Taken>,
{
    let context = RequestContext::current();
    let Some(principal) = context.as_ref().and_then(RequestContext::principal) else {
        return Err(Rejection::Unauthenticated.problem());
    };
    gate.ask(principal, &arguments).given().await?;
    Ok(arguments)
}
