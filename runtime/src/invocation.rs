//! One call of a handler: its arguments extracted, then run. All that is compiled per endpoint.

mod authorized;
mod seen;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse, Responder};
use pin_project_lite::pin_project;

#[doc(hidden)]
pub use self::authorized::{AnyGuarded, Guarded, guarded};
use self::seen::Seen;
use crate::error;
use crate::handler::{Arguments, Returned};

/// One call of a handler, with its type erased: the pipeline stands between its two steps, and is
/// compiled once for all endpoints.
#[doc(hidden)]
pub struct Invocation(Pin<Box<dyn Steps>>);

/// Makes the call of a handler that is still to come.
#[doc(hidden)]
pub fn invocation<F, Args>(handler: F) -> Invocation
where
    F: Handler<Args>,
    F::Output: Returned + 'static,
    Args: Arguments,
{
    Invocation(Box::pin(Progress::Idle { handler }))
}

impl Invocation {
    /// The same, with a span for each of its steps.
    pub(crate) fn seen(self) -> Self {
        Self(Box::pin(Seen::new(self.0)))
    }

    /// Extracts the arguments.
    pub(crate) fn extract(
        &mut self,
        request: &HttpRequest,
        payload: &mut Payload,
    ) -> impl Future<Output = Result<(), Error>> {
        poll_fn(move |cx| self.0.as_mut().poll_extract(request, payload, cx))
    }

    /// Runs the handler on what was extracted, and makes a response of what it returns; errors of
    /// whatever kind come out as problems.
    pub(crate) fn run(mut self, request: &HttpRequest) -> impl Future<Output = HttpResponse> {
        poll_fn(move |cx| self.0.as_mut().poll_run(request, cx))
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").finish_non_exhaustive()
    }
}

/// The two steps of a call, in their order.
trait Steps {
    fn poll_extract(
        self: Pin<&mut Self>,
        request: &HttpRequest,
        payload: &mut Payload,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>>;

    fn poll_run(
        self: Pin<&mut Self>,
        request: &HttpRequest,
        cx: &mut Context<'_>,
    ) -> Poll<HttpResponse>;
}

pin_project! {
    /// How far a call has come.
    #[project = ProgressProjection]
    enum Progress<F, Args>
    where
        F: Handler<Args>,
        Args: FromRequest,
    {
        Idle { handler: F },
        Extracting { #[pin] arguments: Args::Future, handler: F },
        Extracted { arguments: Option<Args>, handler: F },
        Running { #[pin] run: F::Future },
    }
}

impl<F, Args> Steps for Progress<F, Args>
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    fn poll_extract(
        mut self: Pin<&mut Self>,
        request: &HttpRequest,
        payload: &mut Payload,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        if let ProgressProjection::Idle { handler } = self.as_mut().project() {
            let handler = handler.clone();
            let arguments = Args::from_request(request, payload);
            self.set(Self::Extracting { arguments, handler });
        }
        if let ProgressProjection::Extracting { arguments, handler } = self.as_mut().project() {
            let handler = handler.clone();
            match ready!(arguments.poll(cx)) {
                Ok(arguments) => self.set(Self::Extracted {
                    arguments: Some(arguments),
                    handler,
                }),
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_run(
        mut self: Pin<&mut Self>,
        request: &HttpRequest,
        cx: &mut Context<'_>,
    ) -> Poll<HttpResponse> {
        if let ProgressProjection::Extracted { arguments, handler } = self.as_mut().project()
            && let Some(arguments) = arguments.take()
        {
            let run = handler.call(arguments);
            self.set(Self::Running { run });
        }
        match self.project() {
            ProgressProjection::Running { run } => {
                let returned = ready!(run.poll(cx));
                Poll::Ready(error::normalise(
                    returned.respond_to(request).map_into_boxed_body(),
                ))
            }
            // Run before its arguments were there, which the pipeline does not do.
            _ => Poll::Ready(error::Problem::internal().into_response()),
        }
    }
}
