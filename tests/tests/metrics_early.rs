//! A pool is connected before its service runs, and a dependency may be called before; what they
//! have counted by then is on the page.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hardpoint::db::{Db, DbSettings};
use hardpoint::dependency::{DependencyError, Guard};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint_tests::openmetrics::parse;
use hardpoint_tests::servers::database;
use hardpoint_tests::{Connection, Request, free_address};
use tokio::sync::Notify;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

/// A connection to it as soon as it listens.
async fn reached(at: SocketAddr) -> Connection {
    loop {
        match Connection::try_open(at).await {
            Some(connection) => return connection,
            None => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn what_a_pool_counts_before_the_service_runs_is_not_lost() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(3);
    let db = Db::connect(&settings).await.expect("it is there");
    for _ in 0..2 {
        db.read().query("SELECT 1", &[]).await.expect("an answer");
    }
    let guard = Guard::builder("early").build().expect("a guard");
    let called = guard.once(async || Ok::<_, DependencyError>(())).await;
    called.expect("it succeeds");
    let (at, admin) = (free_address(), free_address());
    let stop = Arc::new(Notify::new());
    let told = Arc::clone(&stop);
    let probe = db.clone();
    let thread = std::thread::spawn(move || {
        let server = ServerSettings::default().admin(admin);
        let builder = Hardpoint::builder()
            .server(server.drain_delay(Duration::ZERO))
            .capacity(200)
            .ready_when("database", probe.probe())
            .endpoints(endpoints![ping]);
        actix_web::rt::System::new()
            .block_on(builder.run_until(at, async move { told.notified().await }))
    });
    let scraped = async || {
        let accept = "application/openmetrics-text";
        let request = Request::get("/metrics").header("accept", accept);
        let answer = reached(admin).await.send(request).await;
        let text = String::from_utf8(answer.body).expect("UTF-8");
        parse(&text).unwrap_or_else(|why| panic!("{why}"))
    };
    // Nothing but this service has a part in what its process has room for.
    let mut client = reached(at).await;
    assert_eq!(client.send(Request::get("/ping")).await.status, 200);
    let critical = [("criticality", "critical")];
    let room = scraped().await.value("hardpoint_shed_capacity", &critical);
    assert_eq!(room, Some(200.0));
    let primary = ("db_client_connection_pool_name", "primary");
    let done = [primary, ("outcome", "done")];
    let name = "db_client_operation_duration_seconds_count";
    let page = scraped().await;
    let before = page.value(name, &done).expect("a series");
    assert!(before >= 2.0, "{before}");
    assert_eq!(
        page.value("db_client_connection_max", &[primary]),
        Some(3.0)
    );
    assert_eq!(
        page.value("hardpoint_db_cancelled_total", &[primary]),
        Some(0.0)
    );
    let called = [("dependency", "early"), ("outcome", "succeeded")];
    assert_eq!(
        page.value("hardpoint_dependency_attempts_total", &called),
        Some(1.0)
    );
    assert_eq!(
        page.value("hardpoint_dependency_duration_seconds_count", &called),
        Some(1.0)
    );
    db.read().query("SELECT 1", &[]).await.expect("an answer");
    let after = scraped().await.value(name, &done);
    assert!(after >= Some(before + 1.0), "{after:?}");
    let bounds = page.samples.keys().filter(|(name, labels)| {
        name == "db_client_operation_duration_seconds_bucket"
            && labels
                .get("outcome")
                .is_some_and(|outcome| outcome == "done")
    });
    assert_eq!(bounds.count(), 10, "those for databases");
    stop.notify_one();
    let ended = thread.join().expect("it does not panic");
    ended.expect("it was told to stop");
}
