//! A plain function stays what it is: whatever it takes, and whatever it gives back.
//! Keeps: `a_dependency_is_an_async_function`, `a_dependency_has_no_qualifiers`,
//! Keeps: `a_dependency_has_one_attribute`, `a_dependency_returns_a_result`,
//! Keeps: `a_dependency_fails_with_what_a_guard_can_tell`, `each_attempt_has_arguments_of_its_own`,
//! Keeps: `to_be_repeatable_is_a_flag`, `a_key_is_made_of_what_the_call_is_about`,
//! Keeps: `a_fallback_is_a_function`, `a_fallback_stands_in_for_the_function`.
#![deny(warnings, missing_docs, unreachable_pub, single_use_lifetimes, unused_qualifications)]

use std::fmt::Display;

use hardpoint::dependency;
use hardpoint::dependency::{DependencyError, Rejected};

/// A result under another name.
pub type Answer<T, E = DependencyError> = Result<T, E>;

/// An error of one's own.
#[derive(Debug, hardpoint::ApiError)]
pub enum Failed {
    /// What the other side says.
    #[api(status = 404, code = "none_there", message = "there is none")]
    None,
    /// What the guard says.
    #[api(transparent)]
    Refused(#[from] Rejected),
}

async fn elsewhere() {}

/// What is taken is the attempt's own where there is only one.
#[dependency(timeout = "2s")]
pub async fn once(http: &str, mut sku: String, seen: &mut Vec<u8>, _: Box<u8>) -> Answer<usize> {
    sku.push('!');
    seen.push(1);
    elsewhere().await;
    if http.is_empty() {
        return Err(std::io::Error::other("nobody there"))?;
    }
    Ok(sku.len())
}

/// What is taken is cloned for each where there may be several, and references are copied.
#[dependency(idempotent)]
pub async fn several(http: &str, mut sku: String, (a, mut b): (u8, Vec<u8>), _: u8) -> Answer<usize> {
    sku.push('!');
    b.push(a);
    elsewhere().await;
    Ok(sku.len() + http.len() + b.len())
}

/// Its error is its own.
#[dependency(idempotent, retry = "none because:it is asked again")]
pub async fn own_error(seen: &mut Vec<u8>) -> Result<(), Failed> {
    seen.push(1);
    Err(Failed::None)
}

/// Types of all kinds.
#[dependency(idempotent, hedge = "p95")]
pub async fn generic<'a, T, const N: usize>(
    text: &'a str,
    values: [T; N],
    shown: impl Display + Clone + Send + Sync,
) -> Answer<(&'a str, usize)>
where
    T: AsRef<str> + Clone + Send + Sync,
{
    elsewhere().await;
    Ok((text, values.iter().map(|value| value.as_ref().len()).sum::<usize>() + shown.to_string().len()))
}

/// A key of what is called, a part of an argument for one.
#[dependency(key = format!("charge-{id}-{}", cents), fallback = noted)]
pub async fn keyed((id, _why): (u64, String), cents: u64) -> Answer<Box<dyn Fn() -> u64 + Send>> {
    elsewhere().await;
    Ok(Box::new(move || id + cents))
}

async fn noted(
    (id, why): (u64, String),
    cents: u64,
    error: DependencyError,
) -> Answer<Box<dyn Fn() -> u64 + Send>> {
    if why.is_empty() { Err(error) } else { Ok(Box::new(move || id - cents)) }
}

/// What is not there is not taken.
#[dependency(idempotent, fallback = not_at_all)]
pub async fn on_some_systems(
    #[cfg(any())] path: NoType,
    #[cfg(all())] name: &str,
    #[allow(unused_variables)] other: u8,
) -> Answer<usize> {
    Ok(name.len())
}

async fn not_at_all(name: &str, other: u8, _: DependencyError) -> Answer<usize> {
    Ok(name.len() + usize::from(other))
}

/// What it gives back has no name.
#[dependency(idempotent)]
pub async fn opaque(text: &str) -> Result<impl Iterator<Item = u8> + Send + use<>, DependencyError> {
    elsewhere().await;
    Ok(text.bytes().collect::<Vec<_>>().into_iter())
}

/// It never gives anything back.
#[dependency]
pub async fn endless() -> Answer<u8> {
    todo!()
}

/// A body with attributes and items of its own.
#[dependency]
#[allow(clippy::unused_async)]
pub async fn with_items() -> Answer<u8> {
    #![allow(dead_code)]
    #[dependency(idempotent)]
    async fn inside(text: String) -> Answer<usize> {
        Ok(text.len())
    }
    const UNUSED: u8 = 1;
    inside(String::new()).await?;
    Ok(2)
}

mod inside {
    use super::*;

    #[dependency(name = "of-a-module", guard = "shared", breaker = "none because:it is here")]
    pub(super) async fn seen_outside() -> Answer<()> {
        Ok(())
    }

    #[cfg(any())]
    #[dependency]
    pub(super) async fn not_there() -> Answer<()> {
        Ok(())
    }

    #[dependency]
    #[cfg(any())]
    pub(super) async fn not_there_either() -> Answer<()> {
        Ok(())
    }

    #[dependency(idempotent)]
    pub(super) async fn written_in_a_text(
        sku: String,
        #[allow(unused_variables)] other: NotCloned,
        #[expect(unused_variables, reason = "it is not there for the body")] key: u8,
    ) -> Answer<String> {
        Ok(format!("{sku}"))
    }

    pub(super) struct NotCloned;

    #[dependency(idempotent)]
    #[expect(dead_code, unused_variables, reason = "nobody calls it, and it does nothing")]
    async fn never_called(text: String) -> Answer<()> {
        Ok(())
    }
}

/// What is sent to another thread while it waits.
fn sent<F: Future + Send>(call: F) -> F {
    call
}

fn main() {
    let mut seen = Vec::new();
    drop(sent(once("", String::new(), &mut seen, Box::new(1))));
    drop(sent(several("", String::new(), (1, Vec::new()), 2)));
    drop(sent(own_error(&mut seen)));
    drop(sent(generic("", ["a", "b"], 5)));
    drop(sent(keyed((1, String::new()), 2)));
    drop(sent(on_some_systems("a", 1)));
    drop(sent(opaque("a")));
    drop(sent(endless()));
    drop(sent(with_items()));
    drop(sent(inside::seen_outside()));
    drop(sent(inside::written_in_a_text(String::new(), inside::NotCloned, 1)));
}
