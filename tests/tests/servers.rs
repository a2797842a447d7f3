//! The servers that tests are given: they do what is asked of them, and go with whoever had them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use hardpoint_tests::servers::{Postgres, Redis, database, look};

/// The place in a URL, `127.0.0.1:port`.
fn place(url: &str) -> String {
    let (_, place) = url.split_once("127.0.0.1:").expect("an address");
    let port = place.split('/').next().expect("a port");
    format!("127.0.0.1:{port}")
}

fn is_there(place: &str) -> bool {
    TcpStream::connect(place).is_ok()
}

/// What it says to a `PING`, if anything within a moment.
fn pong(redis: &Redis) -> Option<String> {
    let mut stream = TcpStream::connect(place(redis.url())).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .ok()?;
    stream.write_all(b"PING\r\n").ok()?;
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).ok()?;
    String::from_utf8(answer.into()).ok()
}

#[test]
fn a_redis_hangs_dies_and_comes_back_as_it_is_told() {
    let mut redis = Redis::start(&[]);
    let place = place(redis.url());
    assert_eq!(pong(&redis).as_deref(), Some("+PONG\r\n"));
    redis.hang();
    assert_eq!(pong(&redis), None);
    redis.go_on();
    assert_eq!(pong(&redis).as_deref(), Some("+PONG\r\n"));
    redis.kill();
    redis.start_again();
    assert_eq!(pong(&redis).as_deref(), Some("+PONG\r\n"));
    redis.hang();
    drop(redis);
    assert!(!is_there(&place), "even where it hung");
}

#[tokio::test]
async fn a_postgres_keeps_its_data_when_it_is_killed_and_nothing_when_it_is_dropped() {
    let mut postgres = Postgres::start(&["max_connections=7"]);
    let place = place(postgres.url());
    let client = look(postgres.url()).await;
    client
        .batch_execute("CREATE TABLE kept (id int)")
        .await
        .unwrap();
    let connections = client.query_one("SHOW max_connections", &[]).await.unwrap();
    assert_eq!(connections.get::<_, String>(0), "7");
    postgres.kill();
    postgres.start_again();
    let client = look(postgres.url()).await;
    client.query("SELECT * FROM kept", &[]).await.unwrap();
    postgres.hang();
    drop(postgres);
    assert!(!is_there(&place), "even where it hung");
}

#[tokio::test]
async fn a_database_is_of_its_own_and_leaves_no_trace() {
    let (one, other) = (database(), database());
    one.look()
        .await
        .batch_execute("CREATE TABLE t (id int)")
        .await
        .unwrap();
    other
        .look()
        .await
        .batch_execute("CREATE TABLE t (id int)")
        .await
        .unwrap();
    let named = "SELECT count(*) FROM pg_database WHERE datname = $1";
    let look = other.look().await;
    let name = one
        .look()
        .await
        .query_one("SELECT current_database()", &[])
        .await
        .unwrap();
    let name: String = name.get(0);
    let count = |row: tokio_postgres::Row| row.get::<_, i64>(0);
    assert_eq!(count(look.query_one(named, &[&name]).await.unwrap()), 1);
    drop(one);
    assert_eq!(count(look.query_one(named, &[&name]).await.unwrap()), 0);
}
