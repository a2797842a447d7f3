//! Rate limits in PostgreSQL: instances share them, and go on by themselves while it is away.

use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{self, acceptance};
use hardpoint_tests::servers::database;

async fn open(url: &str) -> store::Postgres {
    let db = Db::connect(&DbSettings::new(url))
        .await
        .expect("a database");
    store::Postgres::open(&db).await.expect("a schema")
}

#[tokio::test]
async fn postgres_passes_the_acceptance_suite() {
    let database = database();
    acceptance::rates(&open(&database.url()).await).await;
}
