//! Any client can be called through a dependency: PostgreSQL's, whose server is killed.

use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;
use hardpoint_tests::servers::Postgres;
use tokio_postgres::{Client, NoTls};

use crate::scene::{in_time, kind, rejected};

#[dependency(name = "postgres", timeout = "10s", breaker = "50%/30s min:5 open:60s")]
async fn doubled(client: &Client, number: i32) -> Result<i32, DependencyError> {
    let row = client.query_one("SELECT $1::int4 * 2", &[&number]).await?;
    Ok(row.get(0))
}

#[dependency(name = "postgres-wrong", timeout = "10s", idempotent)]
async fn wrong(client: &Client) -> Result<(), DependencyError> {
    Ok(client.batch_execute("SELECT nothing").await?)
}

#[tokio::test]
async fn a_database_that_is_killed_is_a_failure_and_what_it_refuses_is_an_answer() {
    let server = Postgres::start(&[]);
    let (client, connection) = tokio_postgres::connect(server.url(), NoTls)
        .await
        .expect("it listens");
    let driven = tokio::spawn(connection);
    assert_eq!(doubled(&client, 21).await.expect("a row"), 42);
    assert_eq!(kind(wrong(&client).await), "sqlstate_42703");

    server.kill();
    let _ = in_time(driven).await;
    for _ in 0..4 {
        assert_eq!(kind(doubled(&client, 21).await), "reset");
    }
    assert_eq!(rejected(doubled(&client, 21).await).kind(), "open");
}
