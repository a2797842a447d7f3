//! Dependencies, told of and held open or closed on the admin listener.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Json, Path, PayloadConfig, ServiceConfig, put};
use actix_web::{Error, HttpRequest, rt};
use hardpoint_policy::nearest;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::admin::{READ, only, read, said_by, time_of};
use crate::clock::Clock;
use crate::dependency::breaker::Forced;
use crate::dependency::state::{self, Seen};
use crate::error::{Problem, Rejection};

/// The longest text that says what a breaker is to be.
const LONGEST: usize = 64;

/// How often each breaker has been told what to be: what was said for some time holds no longer
/// than until somebody says otherwise.
#[derive(Debug, Default)]
pub(super) struct Sayings(Mutex<HashMap<String, u64>>);

/// Registers `/dependencies` and what is below it. Which guards there are goes by the clock.
pub(super) fn register(clock: Clock, sayings: Data<Sayings>) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(Data::new(clock))
            .app_data(sayings)
            .service(only("/dependencies", READ).route(read().to(listed)))
            .service(only("/dependencies/{name}", READ).route(read().to(one)))
            .service(
                only("/dependencies/{name}/breaker", "GET, HEAD, PUT")
                    .app_data(PayloadConfig::new(LONGEST))
                    .route(read().to(breaker))
                    .route(put().to(force)),
            );
    }
}

/// The state of each in a few words.
pub(super) fn brief(clock: &Clock) -> Value {
    let all = state::all(clock).into_iter();
    all.map(|seen| (seen.name().to_owned(), seen.brief().into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What each promises, as it is held to.
pub(super) fn promised(clock: &Clock) -> Vec<Value> {
    state::all(clock).iter().flat_map(Seen::promised).collect()
}

async fn listed(clock: Data<Clock>) -> Json<Value> {
    let all: Vec<Value> = state::all(&clock).iter().map(Seen::told).collect();
    Json(json!({ "dependencies": all, "retry_budget": state::budget(&clock) }))
}

async fn one(name: Path<String>, clock: Data<Clock>) -> Result<Json<Value>, Problem> {
    Ok(Json(find(&name, &clock)?.told()))
}

async fn breaker(name: Path<String>, clock: Data<Clock>) -> Result<Json<Value>, Problem> {
    Ok(Json(with_breaker(&name, &clock)?.told_of_breaker()))
}

/// The body says what it is to be, `open`, `closed` or `auto`; `?for=10m` says for how long.
async fn force(
    request: HttpRequest,
    name: Path<String>,
    body: Result<Bytes, Error>,
    clock: Data<Clock>,
    sayings: Data<Sayings>,
) -> Result<Json<Value>, Problem> {
    let body = body.map_err(|_| Rejection::PayloadTooLarge.problem())?;
    let seen = with_breaker(&name, &clock)?;
    let wrong = |why: String| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_breaker_state").detail(why)
    };
    let forced = forced_of(&body).map_err(wrong)?;
    let span = time_of(request.query_string()).map_err(wrong)?;
    // What is held to nothing has nothing to fall back from.
    if forced.is_none() && span.is_some() {
        return Err(wrong("expected no `for`: `auto` holds for good".to_owned()));
    }
    let number = sayings.note(seen.name());
    say(&seen, forced, span, &said_by(&request));
    if let Some(span) = span {
        let (name, clock) = (seen.name().to_owned(), Clock::clone(&clock));
        rt::spawn(async move {
            Clock::system().sleep(span).await;
            if sayings.is_last(&name, number)
                && let Ok(seen) = find(&name, &clock)
            {
                let by = format!("its time, {} s", span.as_secs());
                say(&seen, None, None, &by);
            }
        });
    }
    Ok(Json(seen.told_of_breaker()))
}

/// Does it, and says who has said so.
fn say(seen: &Seen, forced: Option<Forced>, span: Option<Duration>, by: &str) {
    let dependency = seen.name();
    let seconds = span.map(|span| span.as_secs());
    match forced.map(state::as_str) {
        Some(to) => tracing::warn!(dependency, to, seconds, by, "a breaker is forced"),
        None => tracing::info!(dependency, by, "a breaker goes by what is counted again"),
    }
    seen.force(forced);
}

fn forced_of(body: &[u8]) -> Result<Option<Forced>, String> {
    match body.trim_ascii() {
        b"open" => Ok(Some(Forced::Open)),
        b"closed" => Ok(Some(Forced::Closed)),
        b"auto" => Ok(None),
        _ => Err("expected `open`, `closed` or `auto`".to_owned()),
    }
}

fn find(name: &str, clock: &Clock) -> Result<Seen, Problem> {
    let mut all = state::all(clock);
    if let Some(at) = all.iter().position(|seen| seen.name() == name) {
        return Ok(all.swap_remove(at));
    }
    let problem = Problem::new(StatusCode::NOT_FOUND, "unknown_dependency");
    Err(match nearest(name, all.iter().map(Seen::name)) {
        Some(near) => problem.detail(format!("there is no such dependency; there is `{near}`")),
        None => problem.detail("there is no such dependency; `/dependencies` lists them"),
    })
}

fn with_breaker(name: &str, clock: &Clock) -> Result<Seen, Problem> {
    let seen = find(name, clock)?;
    match seen.has_breaker() {
        true => Ok(seen),
        false => Err(Problem::new(StatusCode::NOT_FOUND, "no_breaker")
            .detail("the dependency is declared to do without a breaker")),
    }
}

impl Sayings {
    /// Something is said of that one; how often that was so.
    fn note(&self, name: &str) -> u64 {
        let mut numbers = self.0.lock();
        let number = numbers.entry(name.to_owned()).or_default();
        *number += 1;
        *number
    }

    fn is_last(&self, name: &str, number: u64) -> bool {
        self.0.lock().get(name) == Some(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breaker_is_told_what_to_be_in_one_of_three_words() {
        assert_eq!(forced_of(b"open\n"), Ok(Some(Forced::Open)));
        assert_eq!(forced_of(b" closed"), Ok(Some(Forced::Closed)));
        assert_eq!(forced_of(b"auto"), Ok(None));
        for body in [&b""[..], b"Open", b"half_open", b"openn", b"\xff"] {
            assert!(forced_of(body).is_err());
        }
    }

    #[test]
    fn what_was_said_last_holds() {
        let sayings = Sayings::default();
        let (first, other) = (sayings.note("a"), sayings.note("b"));
        assert!(sayings.is_last("a", first) && sayings.is_last("b", other));
        let second = sayings.note("a");
        assert!(!sayings.is_last("a", first) && sayings.is_last("a", second));
        assert!(sayings.is_last("b", other));
    }
}
