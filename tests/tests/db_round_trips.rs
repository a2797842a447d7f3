//! What `idempotent = "tx"` costs on the wire: as many round trips as the handler's own
//! transaction, and as many commits.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use hardpoint::db::{Db, DbSettings};
use hardpoint::prelude::*;
use hardpoint::{Store, Tx};
use hardpoint_tests::servers::{Database, database};
use hardpoint_tests::{Request, Service};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long answers are held back, so that everything that does not wait for them is ahead.
const DELAY: Duration = Duration::from_millis(25);

/// What has gone over the wire.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Traffic {
    /// How often the client has said something after it had been answered.
    round_trips: u32,
    commits: usize,
    is_answered: bool,
}

/// Stands between a database and its client, and counts.
struct Wire {
    address: SocketAddr,
    traffic: Arc<Mutex<Traffic>>,
}

impl Wire {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        let traffic = Arc::new(Mutex::new(Traffic::default()));
        let counted = Arc::clone(&traffic);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server)
                    .await
                    .expect("the server answers");
                tokio::spawn(pass(client, server, Arc::clone(&counted)));
            }
        });
        Self { address, traffic }
    }

    /// What goes over the wire while `work` is done.
    async fn during(&self, work: impl Future) -> Traffic {
        *self.traffic.lock() = Traffic {
            is_answered: true,
            ..Traffic::default()
        };
        work.await;
        Traffic {
            is_answered: false,
            ..*self.traffic.lock()
        }
    }
}

async fn pass(client: TcpStream, server: TcpStream, traffic: Arc<Mutex<Traffic>>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            let said = &bytes[..count];
            {
                let mut traffic = traffic.lock();
                traffic.round_trips += u32::from(std::mem::take(&mut traffic.is_answered));
                traffic.commits += said.windows(7).filter(|word| word == b"COMMIT\0").count();
            }
            if to_server.write_all(said).await.is_err() {
                break;
            }
        }
    };
    let back = async {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
            let _ = tokio::time::timeout(DELAY, pending::<()>()).await;
            traffic.lock().is_answered = true;
            if to_client.write_all(&bytes[..count]).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(there, back);
}

const INSERT: &str = "INSERT INTO placed DEFAULT VALUES";

/// Places an order in a transaction of its own.
#[endpoint(post = "/own")]
async fn own(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    db.transaction(async |tx| tx.execute(INSERT, &[]).await)
        .await?;
    Ok("placed".into())
}

/// Places an order once per key.
#[endpoint(post = "/once", idempotent = "tx")]
async fn once(tx: &mut Tx) -> Result<String, hardpoint::db::Error> {
    tx.execute(INSERT, &[]).await?;
    Ok("placed".into())
}

/// Places an order in a transaction of its own, and says that the list of orders is out of date.
#[endpoint(post = "/once-told", idempotent = "tx", invalidates = "orders")]
async fn once_told(tx: &mut Tx) -> Result<String, hardpoint::db::Error> {
    tx.execute(INSERT, &[]).await?;
    Ok("placed".into())
}

#[endpoint(get = "/orders", cache = "ttl:60 tags:orders")]
async fn orders() -> &'static str {
    "orders"
}

async fn behind_a_wire() -> (Database, Wire, Service) {
    let database = database();
    let look = database.look().await;
    let table = "CREATE TABLE placed (id bigserial PRIMARY KEY)";
    look.batch_execute(table).await.expect("a table");
    let place = database.url();
    let (before, after) = place.split_once('@').expect("a user");
    let (place, name) = after.split_once('/').expect("a database");
    let mut places = tokio::net::lookup_host(place).await.expect("an address");
    let wire = Wire::to(places.next().expect("an address")).await;
    let url = format!("{before}@{}/{name}", wire.address);
    let db = Db::connect(&DbSettings::new(url).pool_size(1))
        .await
        .expect("a database");
    // A beat of the bus is no part of what is counted.
    let store = Store::postgres(&db).await.expect("a schema");
    let store = store.staleness(Duration::from_secs(3_600));
    let service = Service::with(
        endpoints![own, once, once_told, orders],
        |builder| builder.store(store),
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    );
    (database, wire, service)
}

#[tokio::test]
async fn done_once_costs_no_round_trip_and_no_commit_more_than_done() {
    let (_database, wire, service) = behind_a_wire().await;
    let (mut least, mut key) = ([Traffic::default(); 3], 0);
    // The first prepares the statements; and a connection that has been silent for long is asked
    // for a sign of life, which is no part of what is counted.
    for round in 0..5 {
        let requests = ["/own", "/once", "/once-told"].map(|target| {
            key += 1;
            Request::post(target).header("idempotency-key", &key.to_string())
        });
        for (least, request) in least.iter_mut().zip(requests) {
            let sent = async { assert_eq!(service.send(request).await.status, 200) };
            let traffic = wire.during(sent).await;
            if round <= 1 || traffic.round_trips < least.round_trips {
                *least = traffic;
            }
        }
    }
    let [plain, recorded, told] = least;
    let (trips, commits) = (plain.round_trips, plain.commits);
    assert_eq!((trips, commits), (3, 1), "begin, insert, commit");
    assert_eq!(recorded, plain);
    assert_eq!(told, plain, "the others are told by the same commit");
}
