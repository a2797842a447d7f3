//! The checker, on histories made by hand: each broken promise is found, and nothing else.

use serde_json::json;

use super::Violation::*;
use super::*;

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Answer {
        status,
        headers: headers.iter().map(owned).collect(),
        body: body.into(),
    }
}

fn created(body: &str) -> Answer {
    let headers = [("location", "/orders/1"), ("x-request-id", body)];
    answer(201, &headers, "order 1")
}

fn replayed() -> Answer {
    let mut again = created("another");
    let line = ("idempotency-replayed".to_owned(), "true".to_owned());
    again.headers.insert(0, line);
    again
}

fn problem(status: u16, code: &str, retry_after: &str) -> Answer {
    let headers = [
        ("content-type", "application/problem+json"),
        ("retry-after", retry_after),
    ];
    answer(status, &headers, &json!({ "code": code }).to_string())
}

fn in_flight() -> Answer {
    problem(409, "request_in_flight", "1")
}

/// Attempts `a`, `b`, … at the key `k`, and rows of that key by these attempts.
fn history(answers: &[Option<Answer>], rows: &[&str]) -> History {
    let attempts = answers.iter().zip('a'..).map(|(answer, name)| Attempt {
        key: "k".into(),
        name: name.into(),
        answer: answer.clone(),
    });
    let effects = rows.iter().map(|attempt| Effect {
        key: "k".into(),
        attempt: (*attempt).into(),
    });
    History {
        attempts: attempts.collect(),
        effects: effects.collect(),
    }
}

#[track_caller]
fn finds(history: &History, expected: &[Violation]) {
    let found = history.violations(Promise::Done);
    assert_eq!(found, expected.iter().cloned().collect());
}

#[test]
fn what_may_happen_is_no_violation() {
    let answers = [
        Some(problem(503, "database_busy", "1")),
        None,
        Some(in_flight()),
        Some(problem(504, "deadline_exceeded", "")),
        Some(problem(500, "database_outcome_unknown", "")),
        Some(replayed()),
        Some(replayed()),
    ];
    for done_by in ["b", "d", "e"] {
        finds(&history(&answers, &[done_by]), &[]);
    }
    finds(
        &history(&[Some(created("x")), Some(replayed())], &["a"]),
        &[],
    );
}

#[test]
fn two_rows_of_one_key_are_found() {
    let answers = [None, Some(created("x"))];
    finds(&history(&answers, &["a", "b"]), &[DoneTwice("k".into())]);
    let answers = [Some(created("x")), Some(replayed())];
    finds(&history(&answers, &["a", "a"]), &[DoneTwice("k".into())]);
}

#[test]
fn a_success_without_a_row_is_found() {
    finds(
        &history(&[Some(created("x"))], &[]),
        &[NotThere("k".into())],
    );
    finds(
        &history(&[None, Some(replayed())], &[]),
        &[NotThere("k".into())],
    );
}

#[test]
fn answers_that_differ_in_anything_are_found() {
    let mut status = replayed();
    status.status = 200;
    let mut body = replayed();
    body.body.push(b' ');
    let mut value = replayed();
    value.headers[1].1.push('2');
    let mut missing = replayed();
    missing.headers.remove(1);
    let mut twice = replayed();
    twice.headers.push(("location".into(), "/orders/1".into()));
    for other in [status, body, value, missing, twice] {
        let answers = [Some(created("x")), Some(other)];
        finds(&history(&answers, &["a"]), &[ToldDifferently("k".into())]);
    }
}

#[test]
fn lines_of_one_header_have_an_order_and_others_none() {
    let lines = |lines: &[(&str, &str)]| answer(200, lines, "");
    let told = |one: &[(&str, &str)], other: &[(&str, &str)]| {
        Told::by(&lines(one)) == Told::by(&lines(other))
    };
    assert!(told(&[("a", "1"), ("b", "2")], &[("b", "2"), ("a", "1")]));
    assert!(!told(&[("a", "1"), ("a", "2")], &[("a", "2"), ("a", "1")]));
}

#[test]
fn a_first_success_that_is_anothers_is_found() {
    let answers = [None, Some(created("x"))];
    finds(&history(&answers, &["a"]), &[NotItsOwn("b".into())]);
}

#[test]
fn what_was_done_by_those_who_were_told_that_it_was_not_is_found() {
    for told in [in_flight(), problem(503, "database_unavailable", "1")] {
        let answers = [Some(told), Some(replayed())];
        finds(&history(&answers, &["a"]), &[ThereAllTheSame("a".into())]);
    }
}

#[test]
fn a_key_that_never_succeeds_is_found() {
    let answers = [None, Some(in_flight()), Some(in_flight())];
    finds(&history(&answers, &[]), &[Stuck("k".into())]);
    finds(&history(&answers, &["a"]), &[Stuck("k".into())]);
}

#[test]
fn an_unknown_outcome_is_an_end_only_where_that_was_said() {
    let unknown = problem(409, "outcome_unknown", "");
    let history = history(&[None, Some(unknown)], &["a"]);
    assert_eq!(history.violations(Promise::DoneOrUnknown), [].into());
    finds(&history, &[Stuck("k".into()), Unheard("b".into(), 409)]);
}

#[test]
fn answers_that_nobody_should_be_given_are_found() {
    for odd in [
        answer(500, &[], "panicked at"),
        problem(503, "database_busy", "0"),
        problem(409, "request_in_flight", "soon"),
        problem(422, "idempotency_key_reused", ""),
        problem(404, "not_found", ""),
    ] {
        let status = odd.status;
        let answers = [Some(created("x")), Some(odd)];
        finds(&history(&answers, &["a"]), &[Unheard("b".into(), status)]);
    }
}

#[test]
fn rows_that_nobody_asked_for_are_found() {
    let answers = [Some(created("x"))];
    let mut history = history(&answers, &["a"]);
    history.effects.push(Effect {
        key: "other".into(),
        attempt: "a".into(),
    });
    finds(&history, &[FromNowhere("a".into()), Stuck("other".into())]);
}
