//! The schema of the stores in PostgreSQL: made once, by whoever may, and used by whoever may not.

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{Postgres, acceptance};
use hardpoint_tests::servers::{Database, database, until};

async fn open(database: &Database) -> Db {
    let db = Db::connect(&DbSettings::new(database.url())).await;
    db.expect("a database")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_that_start_at_once_make_one_schema() {
    let database = database();
    let starts = (0..10).map(|_| async {
        let db = open(&database).await;
        Postgres::open(&db).await.map(drop)
    });
    for start in join_all(starts).await {
        start.unwrap();
    }
    let look = database.look().await;
    until(
        &look,
        "SELECT count(*) = max(number) FROM hardpoint.migration",
    )
    .await;
}

#[tokio::test]
async fn what_an_older_version_has_made_is_brought_up_to_date_with_its_rows() {
    let database = database();
    let look = database.look().await;
    let script = Postgres::schema();
    let first = "INSERT INTO hardpoint.migration (number) VALUES (1);";
    let (before, _) = script.split_once(first).expect("the first migration");
    look.batch_execute(&format!("{before}{first}"))
        .await
        .unwrap();
    let row = "INSERT INTO hardpoint.idempotency VALUES ('k', 'f', 200, '{}', 'b', 'infinity')";
    look.batch_execute(row).await.unwrap();
    let postgres = Postgres::open(&open(&database).await).await.unwrap();
    until(&look, "SELECT count(*) = 1 FROM hardpoint.idempotency").await;
    acceptance::rates(&postgres).await;
}

#[tokio::test]
async fn a_role_that_may_not_create_needs_no_more_than_its_rows() {
    let database = database();
    let look = database.look().await;
    let name = look
        .query_one("SELECT current_database()", &[])
        .await
        .unwrap();
    let role = format!("{}_role", name.get::<_, String>(0));
    let create = format!("CREATE ROLE {role} LOGIN PASSWORD 'rows'");
    look.batch_execute(&create).await.unwrap();
    let url = database.url();
    let (_, place) = url.split_once('@').unwrap();
    let url = format!("postgres://{role}:rows@{place}");
    let db = Db::connect(&DbSettings::new(url)).await.unwrap();

    let missing = Postgres::open(&db).await.unwrap_err();
    assert!(
        format!("{missing:?}").contains("Postgres::schema()"),
        "{missing:?}"
    );
    look.batch_execute(&Postgres::schema()).await.unwrap();
    let unreadable = Postgres::open(&db).await.unwrap_err();
    assert!(
        format!("{unreadable:?}").contains("GRANT SELECT"),
        "{unreadable:?}"
    );
    let grant = format!(
        "GRANT USAGE ON SCHEMA hardpoint TO {role}; GRANT SELECT ON hardpoint.migration TO {role}"
    );
    look.batch_execute(&grant).await.unwrap();
    let take = "FUNCTION hardpoint.take_rates(int8[], bytea[], int8[], int8[], bool[])";
    let claim = "FUNCTION hardpoint.claim(bytea, bytea, int8, float8, float8, bool)";
    for function in [take, claim] {
        let withheld = format!("REVOKE EXECUTE ON {function} FROM PUBLIC");
        look.batch_execute(&withheld).await.unwrap();
    }
    // Each is told, with what would allow it, until there is nothing left to tell.
    let mut granted = Vec::new();
    let tables = "GRANT SELECT, INSERT, UPDATE, DELETE ON hardpoint.";
    while let Err(refused) = Postgres::open(&db).await {
        let words = format!("{refused:?}");
        let (_, grant) = words.split_once(" and `").expect("what would allow it");
        let (grant, _) = grant.split_once('`').expect("its end");
        assert!(
            !granted.contains(&grant.to_owned()),
            "{grant} is not enough"
        );
        assert!(grant.starts_with(tables) || grant.starts_with("GRANT EXECUTE ON FUNCTION"));
        look.batch_execute(&format!("{grant} TO {role}"))
            .await
            .unwrap();
        granted.push(grant.to_owned());
    }
    assert!(
        granted.contains(&format!("{tables}idempotency")),
        "{granted:?}"
    );
    assert!(granted.contains(&format!("{tables}rate")), "{granted:?}");
    for function in [take, claim] {
        let grant = format!("GRANT EXECUTE ON {function}");
        assert!(granted.contains(&grant), "{granted:?}");
    }

    let postgres = Postgres::open(&db).await.unwrap();
    acceptance::rates(&postgres).await;
    acceptance::idempotency(&postgres).await;
    db.close(Duration::from_secs(5)).await;
    let gone = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    look.batch_execute(&gone).await.unwrap();
}
