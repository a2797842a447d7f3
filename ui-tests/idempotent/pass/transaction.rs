//! `&mut Tx` is lent for the call, wherever it stands among the arguments.
//! Keeps: `a_transaction_is_written_through`, `a_transaction_is_asked_for`.
//! Keeps: `a_transaction_is_lent`, `a_request_has_one_transaction`.
//! Keeps: `a_transaction_is_the_requests_own`, `a_transaction_has_something_to_commit`.
//! Keeps: `a_lost_transaction_is_always_safe`.
#![deny(warnings)]

use actix_web::web::{Data, Json, Path};
use actix_web::{App, HttpResponse, Responder};
use hardpoint::__private::Transaction;
use hardpoint::prelude::*;

/// Stands for the one of the database.
struct Tx(u64);

impl Transaction for Tx {}

#[endpoint(post = "/first", idempotent = "tx")]
async fn first(tx: &mut Tx, body: String) -> Result<String, actix_web::Error> {
    tx.0 += 1;
    Ok(body)
}

#[endpoint(put = "/{id}", idempotent = "tx ttl:1h", timeout = "5s", rate = "1/s")]
async fn in_between(id: Path<u64>, tx: &mut Tx, body: Option<Json<u64>>) -> impl Responder {
    tx.0 += *id + body.map_or(0, Json::into_inner);
    HttpResponse::NoContent().finish()
}

#[endpoint(delete = "/alone", idempotent = "tx")]
async fn alone(tx: &mut self::Tx) -> &'static str {
    tx.0 = 0;
    "gone"
}

#[endpoint(patch = "/named", idempotent = "tx")]
async fn named<'a, 'b>(
    #[cfg(any())] missing: NoSuchType,
    state: Data<&'a str>,
    #[cfg(all())] tx: &'b mut Tx,
) -> String {
    tx.0 += 1;
    state.to_string()
}

#[endpoint(post = "/asked/{id}", idempotent = "tx", auth, authorize = may)]
async fn asked(tx: &mut Tx, id: Path<u64>) -> String {
    tx.0 += *id;
    id.to_string()
}

fn may(_: &Principal, id: &Path<u64>) -> bool {
    **id > 0
}

#[actix_web::main]
async fn main() {
    let mut tx = Tx(0);
    assert_eq!(first::handler(&mut tx, "a".to_owned()).await.unwrap(), "a");
    in_between::handler(Path::from(2), &mut tx, None).await;
    assert_eq!(named::handler(Data::new("b"), &mut tx).await, "b");
    assert_eq!(tx.0, 4);
    assert_eq!(alone::handler(&mut tx).await, "gone");

    let _ = App::new()
        .service(first)
        .service(in_between)
        .service(alone)
        .service(named)
        .service(asked);
}
