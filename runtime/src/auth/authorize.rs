//! What `authorize` takes: functions over the principal and the handler's first arguments.

use std::future::Future;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::error::{ApiError, Problem, Rejection, told};
use crate::principal::Principal;

/// A function that says whether a principal may make one request: it takes `&Principal`, then
/// references to as many of the handler's arguments as it needs, in their order.
///
/// `Args` are the handler's arguments. `Taken`, which the compiler finds, are those of them that
/// the function takes, and how it answers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot `authorize` this endpoint\nhelp: write `fn may(who: &Principal, …) -> bool`, `async` or not, or `-> Result<(), E>` where `E` is an `ApiError`",
    label = "expected a function over `&Principal` and references to the first of the handler's arguments, `{Args}`"
)]
pub trait Authorize<'a, Args, Taken> {
    /// Asks it.
    fn ask(&self, principal: &'a Principal, arguments: &'a Args) -> Answer<'a>;
}

/// What a function that authorizes returns: `bool`, `Result<(), E>`, `Result<bool, E>`, or a
/// future of one of them. `How` tells them apart.
pub trait Verdict<How> {
    /// The refusal, if it is one.
    fn answer<'a>(self) -> Answer<'a>
    where
        Self: 'a;
}

/// Whether the request may go on, at once or later.
pub enum Answer<'a> {
    /// It is known.
    Now(Result<(), Problem>),
    /// It is still to be found out.
    Later(LocalBoxFuture<'a, Result<(), Problem>>),
}

impl Answer<'_> {
    /// Whether the request may go on.
    pub(crate) async fn given(self) -> Result<(), Problem> {
        match self {
            Self::Now(answer) => answer,
            Self::Later(answer) => answer.await,
        }
    }
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

/// How a plain answer is given.
#[derive(Debug)]
pub struct Plain;

/// How an answer is given that is still to be awaited.
#[derive(Debug)]
pub struct Awaited<How>(How);

impl Verdict<Plain> for bool {
    fn answer<'a>(self) -> Answer<'a> {
        Answer::Now(match self {
            true => Ok(()),
            false => Err(Rejection::Forbidden.problem()),
        })
    }
}

impl<E: ApiError> Verdict<Plain> for Result<(), E> {
    fn answer<'a>(self) -> Answer<'a>
    where
        Self: 'a,
    {
        Answer::Now(self.map_err(|error| told(&error)))
    }
}

impl<E: ApiError> Verdict<Plain> for Result<bool, E> {
    fn answer<'a>(self) -> Answer<'a>
    where
        Self: 'a,
    {
        match self {
            Ok(may) => may.answer(),
            Err(error) => Answer::Now(Err(told(&error))),
        }
    }
}

impl<F, How> Verdict<Awaited<How>> for F
where
    F: Future,
    F::Output: Verdict<How>,
{
    fn answer<'a>(self) -> Answer<'a>
    where
        Self: 'a,
    {
        let answer = async move { self.await.answer().given().await };
        Answer::Later(answer.boxed_local())
    }
}

/// Of the handler's arguments `$all`, the function takes `$taken`.
macro_rules! taken {
    ([$($all:ident)*] [$($taken:ident)*]) => {
        #[allow(non_snake_case, unused_variables, reason = "a tuple's parts are named for their types")]
        impl<'a, F, R, How, $($all: 'a),*> Authorize<'a, ($($all,)*), (($($taken,)*), How)> for F
        where
            F: Fn(&'a Principal, $(&'a $taken),*) -> R,
            R: Verdict<How> + 'a,
        {
            fn ask(&self, principal: &'a Principal, arguments: &'a ($($all,)*)) -> Answer<'a> {
                let ($($all,)*) = arguments;
                self(principal, $($taken),*).answer()
            }
        }
    };
}

/// The function takes any number of the first of `$all`.
macro_rules! prefixes {
    ([$($all:ident)*] [$($taken:ident)*] []) => {
        taken!([$($all)*] [$($taken)*]);
    };
    ([$($all:ident)*] [$($taken:ident)*] [$next:ident $($rest:ident)*]) => {
        taken!([$($all)*] [$($taken)*]);
        prefixes!([$($all)*] [$($taken)* $next] [$($rest)*]);
    };
}

/// The handler takes any number of arguments that actix's handlers may.
macro_rules! handlers {
    () => { prefixes!([] [] []); };
    ($first:ident $($rest:ident)*) => {
        prefixes!([$first $($rest)*] [] [$first $($rest)*]);
        handlers!($($rest)*);
    };
}

handlers!(A B C D E F_ G H I J K L M N O P);

/// Of a handler without arguments there is one way to be asked about. Were it the only one, the
/// compiler would tell what is missing for that, and not what is wanted.
impl<'a, F: Impossible> Authorize<'a, (), Never> for F {
    fn ask(&self, _: &'a Principal, (): &'a ()) -> Answer<'a> {
        false.answer()
    }
}

#[doc(hidden)]
#[derive(Debug)]
pub struct Never;

#[doc(hidden)]
pub trait Impossible {}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked<F, Args, Taken>(gate: F, arguments: Args) -> Result<(), String>
    where
        F: for<'a> Authorize<'a, Args, Taken>,
    {
        let principal = Principal::new("ada");
        let answer = gate.ask(&principal, &arguments).given().await;
        answer.map_err(|problem| problem.to_string())
    }

    fn is_ada(who: &Principal) -> bool {
        who.id() == "ada"
    }

    fn owns(who: &Principal, owner: &String) -> Result<(), Problem> {
        match who.id() == owner {
            true => Ok(()),
            false => Err(Rejection::NotFound.problem()),
        }
    }

    async fn owns_many(who: &Principal, owner: &String, count: &u32) -> Result<bool, Problem> {
        Ok(who.id() == owner && *count > 1)
    }

    #[actix_web::test]
    async fn a_function_takes_as_many_of_the_first_arguments_as_it_needs() {
        let arguments = || ("ada".to_owned(), 2_u32, true);
        assert_eq!(asked(is_ada, arguments()).await, Ok(()));
        assert_eq!(asked(owns, arguments()).await, Ok(()));
        assert_eq!(asked(owns_many, arguments()).await, Ok(()));
        assert_eq!(asked(is_ada, ()).await, Ok(()));
    }

    #[actix_web::test]
    async fn a_no_is_a_403_and_an_error_is_its_own_problem() {
        let arguments = || ("bob".to_owned(), 1_u32);
        assert_eq!(
            asked(owns_many, arguments()).await,
            Err("403 forbidden".to_owned())
        );
        assert_eq!(
            asked(owns, arguments()).await,
            Err("404 not_found".to_owned())
        );
    }
}
