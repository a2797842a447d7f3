//! The life of a guarded call, from the outside in: its deadline, the bulkhead, the retries, the
//! breaker, an attempt's time.
//!
//! Everything that is held is held by a guard and given back on drop, so that an answer, a failure,
//! a panic and a caller that leaves need no code of their own.

use std::future::Future;

use super::declared::Key;
use super::failure::Failure;
use super::guard::Guard;
use super::hedge;
use super::run::Run;

/// Makes a call that must not be made twice.
pub(super) async fn once<T, E, F>(
    guard: &Guard,
    key: Option<Key>,
    body: impl FnOnce() -> F,
) -> Result<T, E>
where
    E: Failure,
    F: Future<Output = Result<T, E>>,
{
    let mut run = Run::begin(guard, key)?;
    let _permit = run.enter().await?;
    let pass = run.admit()?;
    let ended = run.attempt(pass, 1, body()).await;
    run.end(ended)
}

/// Makes a call that may be made again.
pub(super) async fn repeat<T, E, F>(
    guard: &Guard,
    key: Option<Key>,
    mut body: impl FnMut() -> F,
) -> Result<T, E>
where
    E: Failure,
    F: Future<Output = Result<T, E>>,
{
    let mut run = Run::begin(guard, key)?;
    let _permit = run.enter().await?;
    let mut pass = run.admit()?;
    let mut made = 1;
    loop {
        let ended = hedge::attempt(&run, pass, made, &mut body).await;
        let Some(wait) = run.wait_after(made, &ended) else {
            return run.end(ended);
        };
        pass = match run.next_after(wait).await {
            Some(pass) => pass,
            // An open breaker is not retried, and its refusal does not hide what has happened.
            None => return run.end(ended),
        };
        made += 1;
    }
}
