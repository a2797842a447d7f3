//! The schema `hardpoint`: made and brought up to date by whoever starts first, under a lock.

use std::fmt::Write as _;

use crate::db::{Db, Error, SqlState, Tx};

/// What brings the schema from one state to the next, oldest first. What has been published is
/// never changed, only added to; and since old and new processes run side by side for a while,
/// nothing is taken away that the old ones need.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/1_ledger.sql"),
    include_str!("migrations/2_rates.sql"),
    include_str!("migrations/3_leases.sql"),
];

/// What comes before the first of them.
const BEGINNING: [&str; 2] = [
    "CREATE SCHEMA hardpoint",
    "CREATE TABLE hardpoint.migration (
        number int4 PRIMARY KEY,
        applied timestamptz NOT NULL DEFAULT now()
    )",
];

/// The lock under which it is made: `hardpoint`, as a number.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1160474221347)";

/// The tables, and what is done with their rows.
const TABLES: [&str; 4] = [
    "hardpoint.idempotency",
    "hardpoint.lease",
    "hardpoint.rate",
    "hardpoint.reaping",
];

/// The functions, which everybody may execute unless somebody has thought otherwise.
const FUNCTIONS: [&str; 2] = [
    "hardpoint.take_rates(int8[], bytea[], int8[], int8[], bool[])",
    "hardpoint.claim(bytea, bytea, int8, float8, float8, bool)",
];

/// Makes the schema what this version needs, if it is not.
///
/// Any number of processes may do so at once; one does it, the others wait for it. Where it is
/// there already nothing is created, and a role that may not create needs no more than its rows.
///
/// # Errors
///
/// [`Error::Settings`] where the role may not do what is needed, with what would allow it.
pub(super) async fn prepare(db: &Db) -> Result<(), Error> {
    let made = async {
        if state_of(db).await? < MIGRATIONS.len() {
            db.transaction(async |tx| migrate(tx).await).await?;
        }
        Ok::<_, Error>(())
    };
    match made.await {
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Err(Error::fault(
            "the schema `hardpoint` is not as this version needs it, and this role may not \
                 make it so: let its owner run the script that `Postgres::schema()` gives, and \
                 `GRANT SELECT ON hardpoint.migration` to this role",
        )),
        Err(error) => Err(error),
        Ok(()) => may_be_used(db).await,
    }
}

/// Everything that makes the schema, as a script for its owner.
pub(super) fn script() -> String {
    let mut script = String::new();
    for statement in BEGINNING {
        let _ = writeln!(script, "{statement};");
    }
    for (at, migration) in MIGRATIONS.iter().enumerate() {
        let _ = writeln!(script, "{migration}{};", applied(at));
    }
    script
}

fn applied(at: usize) -> String {
    format!(
        "INSERT INTO hardpoint.migration (number) VALUES ({})",
        at + 1
    )
}

/// How far it has come.
const APPLIED: &str = "SELECT coalesce(max(number), 0) FROM hardpoint.migration";

/// Whether it has begun; asked of the catalogue, which everybody may read.
const HAS_BEGUN: &str = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'hardpoint'), \
    EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
            WHERE nspname = 'hardpoint' AND relname = 'migration')";

async fn state_of(db: &Db) -> Result<usize, Error> {
    if !db
        .write()
        .query_one(HAS_BEGUN, &[])
        .await?
        .try_get::<_, bool>(1)?
    {
        return Ok(0);
    }
    Ok(count(db.write().query_one(APPLIED, &[]).await?.try_get(0)?))
}

async fn migrate(tx: &Tx) -> Result<(), Error> {
    tx.query(LOCK, &[]).await?;
    let begun = tx.query_one(HAS_BEGUN, &[]).await?;
    for (at, statement) in BEGINNING.iter().enumerate() {
        if !begun.try_get::<_, bool>(at)? {
            tx.execute(statement, &[]).await?;
        }
    }
    let state = count(tx.query_one(APPLIED, &[]).await?.try_get(0)?);
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(state) {
        // One statement of the server's, whatever it is made of.
        let all = format!(
            "DO $hardpoint$ BEGIN {migration} {}; END $hardpoint$",
            applied(at)
        );
        tx.execute(&all, &[]).await?;
    }
    Ok(())
}

fn count(number: i32) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// Looks whether the role may do what it will have to do.
async fn may_be_used(db: &Db) -> Result<(), Error> {
    let rows = "SELECT has_schema_privilege('hardpoint', 'USAGE') AND \
        has_table_privilege($1, 'SELECT') AND has_table_privilege($1, 'INSERT') AND \
        has_table_privilege($1, 'UPDATE') AND has_table_privilege($1, 'DELETE')";
    for table in TABLES {
        let grant = || format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table}");
        may(db, rows, table, grant).await?;
    }
    let call = "SELECT has_function_privilege($1, 'EXECUTE')";
    for function in FUNCTIONS {
        let grant = || format!("GRANT EXECUTE ON FUNCTION {function}");
        may(db, call, function, grant).await?;
    }
    Ok(())
}

async fn may(db: &Db, asked: &str, of: &str, grant: impl Fn() -> String) -> Result<(), Error> {
    let answer = db.write().query_one(asked, &[&of]).await?;
    match answer.try_get(0)? {
        true => Ok(()),
        false => Err(Error::fault(format!(
            "this role needs `GRANT USAGE ON SCHEMA hardpoint` and `{}`",
            grant()
        ))),
    }
}
