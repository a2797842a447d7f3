//! A pool without a free connection, and a server that hangs: everybody is answered in time, and
//! served again as soon as that is over.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint_tests::servers::{Postgres, look, until};
use hardpoint_tests::{Answer, Connection, Instance, Request};

const TABLE: &str = "CREATE TABLE orders (\
    id bigserial PRIMARY KEY, idempotency_key text NOT NULL, instance text NOT NULL, \
    attempt text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())";

/// The timeout of all endpoints that are asked here.
const TIMEOUT: Duration = Duration::from_millis(1_500);

/// What a loaded machine may add to it.
const LEEWAY: Duration = Duration::from_secs(5);

const POOL: usize = 4;

async fn instance(server: &Postgres) -> Instance {
    let made = look(server.url()).await.batch_execute(TABLE).await;
    made.expect("a table");
    let pool = POOL.to_string();
    let timeout = format!("{}ms", TIMEOUT.as_millis());
    let variables = [
        ("DATABASE_URL", server.url()),
        ("POOL_SIZE", &pool),
        // Longer than anybody may wait, so that it is the deadline that counts.
        ("ACQUIRE_MS", "20000"),
        ("HARDPOINT_PLACE_IN_TX_TIMEOUT", &timeout),
        ("HARDPOINT_PLACE_PLAINLY_TIMEOUT", &timeout),
        ("HARDPOINT_COUNT_TIMEOUT", &timeout),
    ];
    Instance::start(env!("CARGO_BIN_EXE_instance"), &variables)
}

/// One of each kind of request.
fn requests(number: usize) -> [Request; 3] {
    let key = format!("k-{number}");
    let post = |target| Request::post(target).header("x-attempt", &key);
    [
        post("/tx-orders").header("idempotency-key", &key),
        post("/plain-orders"),
        Request::get("/orders/count"),
    ]
}

/// What is answered, within the deadline of the request.
async fn in_time(address: SocketAddr, request: Request) -> Answer {
    let clock = Clock::system();
    let sent = clock.now();
    let answer = Connection::open(address).await.send(request).await;
    let took = clock.now().since(sent);
    assert!(took < TIMEOUT + LEEWAY, "{took:?}: {answer:?}");
    answer
}

fn may_be_sent_again(answer: &Answer) -> bool {
    let retry_after = answer.header("retry-after").map(str::parse::<u32>);
    answer.status == 503 && matches!(retry_after, Some(Ok(1..)))
}

async fn until_served(address: SocketAddr, longest: Duration) {
    let clock = Clock::system();
    let until = clock.now().after(longest);
    for (number, request) in requests(0).into_iter().enumerate() {
        let mut answer = in_time(address, request.clone()).await;
        while answer.status >= 300 {
            assert!(clock.now() < until, "{number}: {answer:?}");
            answer = in_time(address, request.clone()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_free_connection_everybody_is_told_to_come_back_within_the_deadline() {
    let server = Postgres::start(&[]);
    let instance = instance(&server).await;
    let address = instance.address();
    let other = look(server.url()).await;
    let mut look = look(server.url()).await;
    let lock = look.transaction().await.expect("a transaction");
    lock.batch_execute("LOCK TABLE orders")
        .await
        .expect("a lock");
    let holding = (0..POOL).map(|number| async move {
        let request = Request::post("/held-orders").header("x-attempt", &number.to_string());
        Connection::open(address).await.send(request).await
    });
    let holding = tokio::spawn(join_all(holding));
    let all_held =
        format!("SELECT count(*) = {POOL} FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    until(&other, &all_held).await;

    let crowd = (1..=20).flat_map(requests);
    for answer in join_all(crowd.map(|request| in_time(address, request))).await {
        assert!(may_be_sent_again(&answer), "{answer:?}");
        answer.problem(503, "database_busy");
    }
    lock.commit().await.expect("the server goes on");
    for answer in holding.await.expect("clients that go on") {
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    until_served(address, LEEWAY).await;
    let placed = "SELECT count(*) FROM orders WHERE attempt LIKE 'k-%'";
    let placed = look.query_one(placed, &[]).await.expect("a count");
    assert_eq!(placed.get::<_, i64>(0), 2, "of those who were served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_hangs_everybody_is_answered_and_when_it_goes_on_served() {
    let server = Postgres::start(&[]);
    let instance = instance(&server).await;
    let address = instance.address();
    until_served(address, LEEWAY).await;
    for round in 1..=2 {
        server.hang();
        let crowd = (1..=10).flat_map(|number| requests(100 * round + number));
        for answer in join_all(crowd.map(|request| in_time(address, request))).await {
            match answer.status {
                504 => drop(answer.problem(504, "deadline_exceeded")),
                _ => assert!(may_be_sent_again(&answer), "{answer:?}"),
            }
        }
        server.go_on();
        until_served(address, 5 * LEEWAY).await;
    }
    // What was begun while it hung is over, and leaves nothing.
    let look = look(server.url()).await;
    until(
        &look,
        "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'",
    )
    .await;
    let open = "SELECT count(*) = 0 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'";
    until(&look, open).await;
}
