//! What `#[dependency]` makes of a function: the calls are the guard's, and the function is itself.

use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::fixture::{Answer, Count};
use crate::dependency;
use crate::dependency::{DependencyError, ErrorClass, Rejected, current};

/// What the attempts of a call have seen.
type Seen<T> = Mutex<Vec<T>>;

fn refused() -> DependencyError {
    failed(ErrorClass::connect())
}

fn failed(class: ErrorClass) -> DependencyError {
    DependencyError::classed(class, std::io::Error::other("what the dependency said"))
}

#[dependency(idempotent, retry = "3 base:1ms max:1ms")]
async fn pushes(
    mut own: Vec<u32>,
    (text, _): (String, u8),
    seen: &Seen<(Vec<u32>, String)>,
) -> Answer {
    own.push(2);
    seen.lock().push((own, text));
    Err(refused())
}

#[tokio::test]
async fn each_attempt_has_arguments_of_its_own() {
    let seen = Seen::default();
    let answer = pushes(vec![1], ("a".to_owned(), 5), &seen).await;
    assert!(answer.is_err());
    let one = (vec![1, 2], "a".to_owned());
    assert_eq!(*seen.lock(), [one.clone(), one.clone(), one]);
}

#[dependency(name = "of-a-key", key = format!("charge-{}-{}", id, made.up()), retry = "3 base:1ms max:1ms")]
async fn keyed(
    (id, _why): (u32, &str),
    made: &Count,
    seen: &Seen<(String, String, u32)>,
) -> Answer {
    let call = current().ok_or_else(refused)?;
    let key = call.key().unwrap_or_default().to_owned();
    seen.lock()
        .push((call.name().to_owned(), key, call.attempt()));
    match call.attempt() {
        3 => Ok(id),
        _ => Err(refused()),
    }
}

#[tokio::test]
async fn a_key_is_made_once_for_all_attempts() {
    let (made, seen) = (Count::default(), Seen::default());
    assert_eq!(keyed((7, "why"), &made, &seen).await.unwrap(), 7);
    assert_eq!(made.get(), 1);
    let attempt = |number| ("of-a-key".to_owned(), "charge-7-1".to_owned(), number);
    assert_eq!(*seen.lock(), [attempt(1), attempt(2), attempt(3)]);
}

#[dependency(idempotent, retry = "3 base:1ms max:1ms")]
async fn ends_early(made: &Count, how: u32) -> Answer {
    if made.up() == 1 {
        return Err(refused());
    }
    let unread: u32 = match how {
        0 => Err(std::io::Error::other("no number"))?,
        how => how,
    };
    Ok(unread)
}

#[tokio::test]
async fn return_and_question_marks_end_the_attempt_and_not_the_call() {
    let made = Count::default();
    assert_eq!(ends_early(&made, 5).await.unwrap(), 5);
    assert_eq!(made.get(), 2);
    assert!(ends_early(&made, 0).await.is_err());
}

#[dependency(retry = "none because:money moves once", key = order, fallback = noted)]
async fn charge(
    order: String,
    mut cents: Box<u32>,
    class: ErrorClass,
) -> Result<String, DependencyError> {
    *cents += 1;
    match class.kind.as_ref() {
        "none" => Ok(format!("{order} {cents}")),
        _ => Err(failed(class)),
    }
}

async fn noted(
    order: String,
    cents: Box<u32>,
    _: ErrorClass,
    error: DependencyError,
) -> Result<String, DependencyError> {
    Ok(format!("{order} {cents} for later: {error}"))
}

#[tokio::test]
async fn a_fallback_is_asked_with_what_the_function_was_given_and_why() {
    let charge = |class| charge("a".to_owned(), Box::new(5), class);
    assert_eq!(charge(ErrorClass::failure("none")).await.unwrap(), "a 6");
    let later = charge(ErrorClass::connect()).await.unwrap();
    assert!(later.starts_with("a 5 for later: "), "{later}");
    // What the dependency has answered is an answer.
    charge(ErrorClass::answer("no_such_order"))
        .await
        .unwrap_err();
}

#[dependency]
async fn fills(seen: &mut Vec<u32>, more: impl Iterator<Item = u32> + Send) -> Answer {
    seen.extend(more);
    Err(refused())
}

#[tokio::test]
async fn what_is_made_once_takes_what_it_is_given() {
    let mut seen = vec![1];
    fills(&mut seen, 2..4).await.unwrap_err();
    assert_eq!(seen, [1, 2, 3]);
}

#[derive(Debug, crate::ApiError)]
#[api(crate = "hardpoint")]
enum Failed {
    #[api(transparent)]
    Refused(#[from] Rejected),
}

#[derive(Clone)]
struct Warehouse {
    open: Arc<Semaphore>,
}

impl Warehouse {
    #[dependency(name = "warehouse", concurrency = 1)]
    async fn count(&self, sku: &str) -> Result<usize, Failed> {
        let _open = self.open.acquire().await;
        Ok(sku.len())
    }
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_functions_own_and_a_call_can_be_sent_elsewhere() {
    let warehouse = Warehouse {
        open: Arc::new(Semaphore::new(0)),
    };
    let mut first = Box::pin(warehouse.count("abc"));
    assert!(first.as_mut().now_or_never().is_none());
    let other = warehouse.clone();
    let second = tokio::spawn(async move { other.count("a").await });
    let error = second.await.unwrap().unwrap_err();
    assert!(
        matches!(error, Failed::Refused(Rejected::Full { .. })),
        "{error:?}"
    );
    warehouse.open.add_permits(1);
    assert_eq!(first.await.unwrap(), 3);
}
