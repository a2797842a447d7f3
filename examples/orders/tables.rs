//! The shop in a database: what all instances have, and what outlives them.

use hardpoint::Tx;
use hardpoint::db::{Db, Error, Row};
use hardpoint::reply::Toward;

use crate::order::{Order, READY, Refusal, Status, new_id, restocked};

#[cfg(test)]
mod tests;

/// Makes the tables, and stocks so many of each article, where that has not been done. Any number
/// of instances may start at once.
pub(crate) async fn prepare<'a>(
    db: &Db,
    articles: impl IntoIterator<Item = (&'a str, u32)>,
) -> Result<(), Error> {
    db.write().batch_execute(TABLES).await?;
    let stock = "INSERT INTO shop.stock (sku, left_over) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    for (sku, count) in articles {
        db.write()
            .execute(stock, &[&sku, &i64::from(count)])
            .await?;
    }
    Ok(())
}

/// Takes goods off the shelf and writes the order down.
///
/// Who else wants the same goods waits at the first statement until this is committed, or was
/// taken back: nobody counts on what another has taken.
pub(crate) async fn place(
    tx: &Tx,
    sku: &str,
    quantity: u32,
    campaign: Option<String>,
) -> Result<Order, Refusal> {
    let left = held(tx, sku).await?;
    if left < quantity {
        let sku = sku.to_owned();
        return Err(Refusal::TooFew { sku, left });
    }
    let (id, quantity, ready) = (new_id(), i64::from(quantity), i64::from(READY));
    let take = "UPDATE shop.stock SET left_over = left_over - $2 WHERE sku = $1";
    tx.execute(take, &[&sku, &quantity]).await?;
    let write = "INSERT INTO shop.orders (number, id, sku, quantity, status, campaign) \
        SELECT number, $1, $2, $3, CASE number % $5 WHEN 0 THEN 'shipped' ELSE 'placed' END, $4 \
        FROM nextval('shop.order_number') AS number \
        RETURNING id, sku, quantity, status, campaign";
    let row = tx
        .query_one(write, &[&id, &sku, &quantity, &campaign, &ready])
        .await?;
    Ok(read(&row)?)
}

/// Cancels an order and puts its goods back; cancelling twice is cancelling once.
pub(crate) async fn cancel(tx: &Tx, id: &str) -> Result<Order, Refusal> {
    let locked = format!("{ORDERS} WHERE id = $1 FOR UPDATE");
    let row = tx.query_opt(&locked, &[&text(id)]).await?;
    let mut order = found(row, id)?;
    match order.status {
        Status::Shipped => return Err(Refusal::Shipped(order.id)),
        Status::Cancelled => {}
        Status::Placed => {
            order.status = Status::Cancelled;
            let note = "UPDATE shop.orders SET status = $2 WHERE id = $1";
            let put_back = "UPDATE shop.stock SET left_over = left_over + $2 WHERE sku = $1";
            let back = i64::from(order.quantity);
            tx.execute(note, &[&id, &text_of(order.status)]).await?;
            tx.execute(put_back, &[&order.sku, &back]).await?;
        }
    }
    Ok(order)
}

/// Puts more of an article on its shelf: how many there are now.
pub(crate) async fn restock(tx: &Tx, sku: &str, quantity: u32) -> Result<u32, Refusal> {
    let left = restocked(sku, held(tx, sku).await?, quantity)?;
    let put = "UPDATE shop.stock SET left_over = $2 WHERE sku = $1";
    tx.execute(put, &[&sku, &i64::from(left)]).await?;
    Ok(left)
}

pub(crate) async fn order(db: &Db, id: &str) -> Result<Order, Refusal> {
    let one = format!("{ORDERS} WHERE id = $1");
    found(db.read().query_opt(&one, &[&text(id)]).await?, id)
}

/// At most `most` orders of one status or any: the newest first, or beyond one of them, going away
/// from it.
pub(crate) async fn list(
    db: &Db,
    status: Option<Status>,
    beyond: Option<(Toward, &str)>,
    most: usize,
) -> Result<Vec<Order>, Refusal> {
    let (than, order) = match beyond {
        None => ("$2::text IS NULL", "DESC"),
        Some((Toward::Next, _)) => ("id < $2", "DESC"),
        Some((Toward::Previous, _)) => ("id > $2", "ASC"),
    };
    let some = format!(
        "{ORDERS} WHERE status = coalesce($1, status) AND {than} ORDER BY id {order} LIMIT $3"
    );
    let (status, id) = (status.map(text_of), beyond.map(|(_, id)| id));
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = db.read().query(&some, &[&status, &id, &most]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

pub(crate) async fn left(db: &Db, sku: &str) -> Result<u32, Refusal> {
    let left = "SELECT left_over FROM shop.stock WHERE sku = $1";
    left_on(db.read().query_opt(left, &[&text(sku)]).await?, sku)
}

/// What there is nothing left of, in the order of its names.
pub(crate) async fn sold_out(db: &Db) -> Result<Vec<String>, Error> {
    let gone = "SELECT sku FROM shop.stock WHERE left_over = 0 ORDER BY sku COLLATE \"C\"";
    let rows = db.read().query(gone, &[]).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?)
}

/// `IF NOT EXISTS` looks before it creates, and of two at once one would fail: hence the lock,
/// which is `shop` as a number. That nothing is sold twice is the handlers' business; the database
/// has the last word.
const TABLES: &str = "
    SELECT pg_advisory_xact_lock(1936224112);
    CREATE SCHEMA IF NOT EXISTS shop;
    CREATE TABLE IF NOT EXISTS shop.stock (
        sku text PRIMARY KEY,
        left_over bigint NOT NULL CHECK (left_over >= 0)
    );
    CREATE SEQUENCE IF NOT EXISTS shop.order_number;
    CREATE TABLE IF NOT EXISTS shop.orders (
        number bigint PRIMARY KEY,
        id text COLLATE \"C\" NOT NULL UNIQUE,
        sku text NOT NULL REFERENCES shop.stock,
        quantity bigint NOT NULL CHECK (quantity > 0),
        status text NOT NULL CHECK (status IN ('placed', 'shipped', 'cancelled')),
        campaign text
    );
";

const ORDERS: &str = "SELECT id, sku, quantity, status, campaign FROM shop.orders";

/// What a client has sent, to be looked for: PostgreSQL has no text with a NUL in it, and finds
/// nothing that equals NULL.
fn text(sent: &str) -> Option<&str> {
    (!sent.contains('\0')).then_some(sent)
}

/// What is left of an article, which is held until the end of the transaction.
async fn held(tx: &Tx, sku: &str) -> Result<u32, Refusal> {
    let shelf = "SELECT left_over FROM shop.stock WHERE sku = $1 FOR UPDATE";
    left_on(tx.query_opt(shelf, &[&text(sku)]).await?, sku)
}

fn left_on(shelf: Option<Row>, sku: &str) -> Result<u32, Refusal> {
    let shelf = shelf.ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))?;
    Ok(small(shelf.try_get(0).map_err(Error::from)?))
}

fn found(row: Option<Row>, id: &str) -> Result<Order, Refusal> {
    let row = row.ok_or_else(|| Refusal::NoSuchOrder(id.to_owned()))?;
    Ok(read(&row)?)
}

fn read(row: &Row) -> Result<Order, Error> {
    Ok(Order {
        id: row.try_get("id")?,
        sku: row.try_get("sku")?,
        quantity: small(row.try_get("quantity")?),
        status: match row.try_get("status")? {
            "cancelled" => Status::Cancelled,
            "shipped" => Status::Shipped,
            _ => Status::Placed,
        },
        campaign: row.try_get("campaign")?,
    })
}

fn text_of(status: Status) -> &'static str {
    match status {
        Status::Placed => "placed",
        Status::Shipped => "shipped",
        Status::Cancelled => "cancelled",
    }
}

/// A count that has come from a `u32`.
fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
