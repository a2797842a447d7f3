//! Idempotency keys in Redis and in PostgreSQL: instances share them.

use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{self, acceptance};
use hardpoint_tests::servers::{Redis, database};

#[tokio::test]
async fn redis_passes_the_acceptance_suite() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    acceptance::idempotency(&store).await;
}

#[tokio::test]
async fn postgres_passes_the_acceptance_suite() {
    let database = database();
    let db = Db::connect(&DbSettings::new(database.url())).await.unwrap();
    let store = store::Postgres::open(&db).await.unwrap();
    acceptance::idempotency(&store).await;
}
