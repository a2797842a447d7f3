//! A second attempt beside one that takes unusually long: the first success of the two is taken, or
//! the first failure that no other attempt would change.

use std::future::Future;
use std::pin::pin;

use futures_util::future::{Either, select};

use super::attempt::Ended;
use super::classify::Classify;
use super::run::{Pass, Run};
use super::timed::Timed;

/// Makes one attempt, and where the guard hedges, a second one beside it once the first has gone on
/// for long enough. Both end when the first one's time is over, and the one that is not needed any
/// more is dropped, which says nothing about the dependency.
pub(super) async fn attempt<'g, T, E, F>(
    run: &Run<'g>,
    pass: Pass<'g>,
    number: u32,
    body: &mut impl FnMut() -> F,
) -> Ended<T, E>
where
    E: Classify,
    F: Future<Output = Result<T, E>>,
{
    let Some(delay) = run.hedge_delay(&pass) else {
        return run.attempt(pass, number, body()).await;
    };
    let (began, clock) = (pass.at, run.guard().clock());
    let mut first = pin!(run.attempt(pass, number, body()));
    if let Ok(ended) = Timed::new(first.as_mut(), clock, began.after(delay)).await {
        return ended;
    }
    let Some(pass) = run.hedge() else {
        return first.await;
    };
    let second = pin!(run.attempt_beside(pass, began, number, body()));
    let meters = run.guard().meters();
    match select(first, second).await {
        Either::Left((ended, _)) if ended.is_final() => {
            meters.hedged(false);
            ended
        }
        Either::Right((ended, _)) if ended.is_final() => {
            meters.hedged(ended.result.is_ok());
            run.guard().note_outrun(ended.at.since(began), ended.at);
            ended
        }
        Either::Left((_, second)) => {
            let ended = second.await;
            meters.hedged(ended.result.is_ok());
            ended
        }
        Either::Right((_, first)) => {
            meters.hedged(false);
            first.await
        }
    }
}
