//! The same orders in a database that all instances share: one row for each time a handler ran.

use actix_web::web::Data;
use actix_web::{HttpRequest, Responder};
use hardpoint::Tx;
use hardpoint::db::{Db, Error, Row};
use hardpoint::prelude::*;

use crate::limits::pause;
use crate::orders::{NewOrder, OrderError};

/// Which process it is that writes a row.
pub(crate) struct Instance(pub(crate) String);

/// The endpoints that need a database.
pub(crate) fn all() -> Endpoints {
    endpoints![in_transaction, under_lease]
}

/// Makes the tables, if they are not there; any number of instances may do so at once.
pub(crate) async fn prepare(db: &Db) -> Result<(), Error> {
    db.write().batch_execute(TABLES).await
}

/// Places an order in the transaction that also has the key and the answer: its row is there if
/// all of that is. The pause is inside of it.
#[endpoint(post = "/tx-orders", name = "tx_orders", idempotent = "tx")]
pub(crate) async fn in_transaction(
    tx: &mut Tx,
    order: NewOrder,
    instance: Data<Instance>,
    request: HttpRequest,
) -> Result<impl Responder, OrderError> {
    let insert = "INSERT INTO lab_orders (idempotency_key, instance) VALUES ($1, $2) RETURNING id";
    let (key, instance) = (sent_key(&request), &instance.0);
    let number = id_of(tx.query_one(insert, &[&key, instance]).await?)?;
    pause(order.ms).await;
    order.end(number)
}

/// Places an order under a lease: its row is there as soon as it is written, however the order
/// ends.
#[endpoint(post = "/lease-orders", name = "lease_orders", idempotent)]
pub(crate) async fn under_lease(
    db: Data<Db>,
    order: NewOrder,
    instance: Data<Instance>,
    request: HttpRequest,
) -> Result<impl Responder, OrderError> {
    let insert =
        "INSERT INTO lab_lease_orders (idempotency_key, instance) VALUES ($1, $2) RETURNING id";
    let (key, instance) = (sent_key(&request), &instance.0);
    let number = id_of(db.write().query_one(insert, &[&key, instance]).await?)?;
    pause(order.ms).await;
    order.end(number)
}

/// `IF NOT EXISTS` looks before it creates, and of two at once one would fail: hence the lock,
/// which is `lab` as a number.
const TABLES: &str = "
    SELECT pg_advisory_xact_lock(7102818);
    CREATE TABLE IF NOT EXISTS lab_orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        idempotency_key text NOT NULL,
        instance text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE TABLE IF NOT EXISTS lab_lease_orders (
        LIKE lab_orders INCLUDING ALL
    );
";

fn id_of(row: Row) -> Result<i64, Error> {
    Ok(row.try_get(0)?)
}

/// The key that the client sent: quoted or bare, it is the same.
fn sent_key(request: &HttpRequest) -> String {
    let sent = request.headers().get("idempotency-key");
    // Whoever comes here has sent one that could be read.
    let sent = sent.and_then(|key| key.to_str().ok()).unwrap_or_default();
    let bare = sent.trim();
    let Some(quoted) = bare
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return bare.to_owned();
    };
    let mut is_escape = false;
    let meant = quoted.chars().filter(|character| {
        is_escape = *character == '\\' && !is_escape;
        !is_escape
    });
    meant.collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        for (sent, key) in [
            ("k-1", "k-1"),
            ("\"k-1\"", "k-1"),
            (r#""a\"b\\c""#, r#"a"b\c"#),
            (r#"a"b\c"#, r#"a"b\c"#),
        ] {
            let request = TestRequest::default().insert_header(("idempotency-key", sent));
            assert_eq!(sent_key(&request.to_http_request()), key, "{sent}");
        }
    }
}
