//! Single statements: parameters, rows, prepared statements, sessions, and what errors say.

use actix_web::web::{Data, Path};
use hardpoint::db::types::ToSql;
use hardpoint::db::{Db, DbSettings, Error, SqlState};
use hardpoint::prelude::*;
use hardpoint_tests::Service;
use hardpoint_tests::servers::{Database, database};
use uuid::Uuid;

async fn open(database: &Database) -> Db {
    connect(DbSettings::new(database.url())).await
}

async fn connect(settings: DbSettings) -> Db {
    Db::connect(&settings).await.expect("a database")
}

/// A database with one table, and all connections being the same one.
async fn one_connection() -> (Database, Db) {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(1)).await;
    let table = "CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE)";
    db.write().execute(table, &[]).await.expect("a table");
    (database, db)
}

async fn backend(db: &Db) -> i32 {
    let row = db.read().query_one("SELECT pg_backend_pid()", &[]).await;
    row.expect("a row").get(0)
}

#[tokio::test]
async fn parameters_and_rows_are_those_of_tokio_postgres() {
    let (_database, db) = one_connection().await;
    let insert = "INSERT INTO item VALUES ($1, $2), ($3, $4)";
    let none = None::<String>;
    let affected = db.write().execute(insert, &[&1, &"anvil", &2, &none]).await;
    assert_eq!(affected.unwrap(), 2);

    let rows = db.read().query("SELECT name FROM item ORDER BY id", &[]);
    let names: Vec<Option<String>> = rows.await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(names, [Some("anvil".into()), None]);

    let id = Uuid::now_v7();
    let json = serde_json::json!([1]);
    let both = "SELECT $1::uuid, $2::jsonb";
    let row = db.read().query_one(both, &[&id, &json]).await.unwrap();
    assert_eq!(row.get::<_, Uuid>(0), id);
    assert_eq!(row.get::<_, serde_json::Value>(1)[0], 1);
}

#[tokio::test]
async fn a_row_too_few_or_too_many_is_a_mismatch() {
    let (_database, db) = one_connection().await;
    let numbers = "SELECT generate_series(1, $1)";
    let none = db.read().query_one(numbers, &[&0]).await;
    assert!(matches!(none, Err(Error::Mismatch(_))), "{none:?}");
    assert!(db.read().query_opt(numbers, &[&0]).await.unwrap().is_none());
    for count in [2, 10_000_000] {
        let many = db.read().query_opt(numbers, &[&count]).await;
        assert!(matches!(many, Err(Error::Mismatch(_))), "{many:?}");
    }
    let one = db.read().query_one(numbers, &[&1]).await.unwrap();
    assert_eq!(one.get::<_, i32>(0), 1, "the connection is in step");
}

#[tokio::test]
async fn wrong_parameters_do_no_harm() {
    let (_database, db) = one_connection().await;
    let insert = "INSERT INTO item VALUES ($1, $2)";
    let backend_before = backend(&db).await;
    let few: &[&(dyn ToSql + Sync)] = &[&1];
    let other: &[&(dyn ToSql + Sync)] = &[&1_i64, &"secret"];
    let many: &[&(dyn ToSql + Sync)] = &[&1, &"a", &"b"];
    for params in [few, other, many] {
        let error = db.write().execute(insert, params).await.unwrap_err();
        assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
    assert_eq!(backend(&db).await, backend_before);
    assert_eq!(db.write().execute(insert, &[&1, &"a"]).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_refused_is_told_to_the_code_and_not_to_the_logs() {
    let (_database, db) = one_connection().await;
    let insert = "INSERT INTO item VALUES ($1, $2)";
    db.write().execute(insert, &[&1, &"hush"]).await.unwrap();

    let taken = db
        .write()
        .execute(insert, &[&2, &"hush"])
        .await
        .unwrap_err();
    assert_eq!(taken.code(), Some(&SqlState::UNIQUE_VIOLATION));
    assert_eq!(taken.violated_unique(), Some("item_name_key"));
    let server = taken.server().unwrap();
    assert!(
        server.detail().unwrap().contains("hush"),
        "the code may look"
    );

    let unreadable = db
        .read()
        .query("SELECT $1::text::int", &[&"hush"])
        .await
        .unwrap_err();
    let syntax = db
        .read()
        .query("SELECT 'hush' FORM item", &[])
        .await
        .unwrap_err();
    let unknown = db
        .read()
        .query("SELECT 'hush' FROM nowhere", &[])
        .await
        .unwrap_err();
    let shown =
        |error: &Error| format!("{error} {error:?} {:#?}", std::error::Error::source(error));
    for (error, code) in [
        (&taken, "23505"),
        (&unreadable, "22P02"),
        (&syntax, "42601"),
    ] {
        assert!(shown(error).contains(code), "{}", shown(error));
        assert!(!shown(error).contains("hush"), "{}", shown(error));
    }
    assert!(shown(&unknown).contains(r#"relation "nowhere" does not exist"#));
    assert!(shown(&taken).contains("item_name_key"));
}

/// Adds an item, and says what the client may know of it.
#[endpoint(put = "/items/{name}")]
async fn add(name: Path<String>, db: Data<Db>) -> Result<String, AddError> {
    let insert = "INSERT INTO item VALUES (1, $1)";
    match db.write().execute(insert, &[&*name]).await {
        Err(error) if error.violated_unique().is_some() => Err(AddError::Taken),
        outcome => Ok(outcome?.to_string()),
    }
}

/// Divides by what it is given.
#[endpoint(get = "/divided/{by}")]
async fn divide(by: Path<i32>, db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    let row = db.read().query_one("SELECT 12 / $1::int", &[&*by]).await?;
    Ok(row.get::<_, i32>(0).to_string())
}

#[derive(Debug, ApiError)]
enum AddError {
    #[api(status = 409, code = "taken")]
    Taken,
    #[api(transparent)]
    Database(#[from] hardpoint::db::Error),
}

#[tokio::test]
async fn a_client_reads_what_the_handler_says_and_nothing_of_the_database() {
    let (_database, db) = one_connection().await;
    let service = Service::with(
        endpoints![add, divide],
        |builder| builder,
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    );
    let put = || hardpoint_tests::Request::new("PUT", "/items/anvil");
    assert_eq!(service.send(put()).await.body, b"1");
    service.send(put()).await.problem(409, "taken");
    assert_eq!(service.get("/divided/3").await.body, b"4");
    let problem = service.get("/divided/0").await.problem(500, "internal");
    assert!(!problem.to_string().contains("division"), "{problem}");
}

#[tokio::test]
async fn a_read_may_not_write() {
    let (_database, db) = one_connection().await;
    let write = "INSERT INTO item VALUES (1, 'x') RETURNING id";
    for _ in 0..2 {
        let refused = db.read().query(write, &[]).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::READ_ONLY_SQL_TRANSACTION));
        db.write().query("SELECT 1", &[]).await.unwrap();
    }
    assert_eq!(
        db.write()
            .query_one(write, &[])
            .await
            .unwrap()
            .get::<_, i32>(0),
        1
    );
}

#[tokio::test]
async fn a_statement_neither_begins_nor_ends_a_transaction() {
    let (_database, db) = one_connection().await;
    for sql in ["BEGIN", "/* */ commit", "ROLLBACK", "SAVEPOINT a"] {
        let refused = db.write().execute(sql, &[]).await;
        assert!(
            matches!(refused, Err(Error::TransactionControl)),
            "{sql}: {refused:?}"
        );
    }
    let refused = db
        .transaction(async |tx| tx.execute("COMMIT", &[]).await)
        .await;
    assert!(
        matches!(refused, Err(Error::TransactionControl)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn statements_are_prepared_once_and_kept_within_their_bound() {
    let database = database();
    let settings = DbSettings::new(database.url())
        .pool_size(1)
        .statement_cache(20);
    let db = connect(settings).await;
    let read = |sql: String| {
        let db = &db;
        async move {
            db.read()
                .query_one(&sql, &[])
                .await
                .unwrap()
                .get::<_, i64>(0)
        }
    };
    let prepared = "SELECT count(*) FROM pg_prepared_statements";
    for number in 0..500 {
        read(format!("SELECT {number}::bigint")).await;
        assert!(read(prepared.into()).await <= 20, "after {number}");
    }
    let again = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 499%'";
    read("SELECT 499::bigint".into()).await;
    assert_eq!(read(again.into()).await, 1, "not once more");
    assert_eq!(read("SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT 499%'".into()).await, 2);
}

#[tokio::test]
async fn a_prepared_statement_that_has_grown_stale_is_prepared_anew() {
    let (database, db) = one_connection().await;
    let all = "SELECT * FROM item";
    db.read().query(all, &[]).await.unwrap();
    let other = database.look().await;
    other
        .batch_execute("ALTER TABLE item ADD price int")
        .await
        .unwrap();
    db.write()
        .execute("INSERT INTO item VALUES (1, 'x', 5)", &[])
        .await
        .unwrap();
    let row = db.read().query_one(all, &[]).await.unwrap();
    assert_eq!(row.get::<_, i32>("price"), 5);
    other
        .batch_execute("ALTER TABLE item DROP price")
        .await
        .unwrap();
    let row = db
        .transaction(async |tx| tx.query_one(all, &[]).await)
        .await
        .unwrap();
    assert_eq!(row.len(), 2, "in a transaction too");
}

#[tokio::test]
async fn what_a_statement_does_to_its_session_is_not_there_for_the_next() {
    let (database, db) = one_connection().await;
    let look = database.look().await;
    for (sql, trace) in [
        (
            "SET search_path = nowhere",
            "SELECT current_setting('search_path') LIKE '%public%'",
        ),
        (
            "CREATE TEMP TABLE t (id int)",
            "SELECT to_regclass('pg_temp.t') IS NULL",
        ),
    ] {
        let before = backend(&db).await;
        db.write().execute(sql, &[]).await.unwrap();
        let row = db.read().query_one(trace, &[]).await.unwrap();
        assert!(row.get::<_, bool>(0), "{sql}");
        assert_ne!(backend(&db).await, before, "{sql}");
    }
    db.write()
        .query("SELECT pg_advisory_lock(7)", &[])
        .await
        .unwrap();
    hardpoint_tests::servers::until(&look, "SELECT pg_try_advisory_lock(7)").await;

    let before = backend(&db).await;
    db.write()
        .execute("SET LOCAL search_path = nowhere", &[])
        .await
        .unwrap();
    db.write()
        .query("SELECT pg_advisory_xact_lock(8)", &[])
        .await
        .unwrap();
    assert_eq!(backend(&db).await, before, "nothing of these outlives them");
}

#[tokio::test]
async fn a_batch_runs_as_a_whole_and_keeps_its_connection_to_itself() {
    let (_database, db) = one_connection().await;
    let before = backend(&db).await;
    let batch = "INSERT INTO item VALUES (1, 'a'); INSERT INTO item VALUES (1, 'b')";
    let error = db.write().batch_execute(batch).await.unwrap_err();
    assert_eq!(error.violated_unique(), Some("item_pkey"));
    let count = "SELECT count(*) FROM item";
    assert_eq!(
        db.read()
            .query_one(count, &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        0
    );

    db.write()
        .batch_execute("BEGIN; SET search_path = nowhere")
        .await
        .unwrap();
    assert_eq!(
        db.read()
            .query_one(count, &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        0
    );
    assert_ne!(backend(&db).await, before);
}

#[tokio::test]
async fn statements_can_be_run_from_any_thread() {
    let database = database();
    let db = open(&database).await;
    let (reader, writer) = (db.clone(), db.clone());
    let read = tokio::spawn(async move {
        let name = String::from("x");
        reader
            .read()
            .query_one("SELECT $1::text", &[&name])
            .await
            .map(|row| row.len())
    });
    let write = tokio::spawn(async move { writer.write().execute("SELECT 1", &[]).await });
    let work = tokio::spawn(async move {
        db.transaction(async |tx| {
            tx.savepoint(async |tx| tx.execute("SELECT 1", &[]).await)
                .await
        })
        .await
    });
    assert_eq!(read.await.unwrap().unwrap(), 1);
    assert_eq!(write.await.unwrap().unwrap(), 1);
    assert_eq!(work.await.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn a_statement_takes_little_room_in_its_handlers_future() {
    let (_database, db) = one_connection().await;
    let read = db.read().query("SELECT 1", &[]);
    let write = db.write().execute("SELECT 1", &[]);
    assert!(size_of_val(&read) < 4_096, "{}", size_of_val(&read));
    assert!(size_of_val(&write) < 4_096, "{}", size_of_val(&write));
}
