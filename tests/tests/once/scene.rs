//! A server, a table of orders, and instances of the service.

use std::net::SocketAddr;
use std::sync::Arc;

use hardpoint_tests::servers::{Postgres, look};
use hardpoint_tests::{Effect, Instance};
use parking_lot::Mutex;
use tokio_postgres::Client;

const TABLE: &str = "CREATE TABLE orders (\
    id bigserial PRIMARY KEY, idempotency_key text NOT NULL, instance text NOT NULL, \
    attempt text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())";

/// A server of one's own, with a table for orders.
pub(crate) async fn server() -> Postgres {
    let server = Postgres::start(&[]);
    let made = look(server.url()).await.batch_execute(TABLE).await;
    made.expect("a table");
    server
}

/// An instance that keeps its orders there.
pub(crate) fn instance(url: &str, more: &[(&str, &str)]) -> Instance {
    let mut environment = vec![("DATABASE_URL", url)];
    environment.extend(more);
    Instance::start(env!("CARGO_BIN_EXE_instance"), &environment)
}

/// All rows of keys that begin with `name` and a hyphen.
pub(crate) async fn effects(look: &Client, name: &str) -> Vec<Effect> {
    let rows = "SELECT idempotency_key, attempt FROM orders \
        WHERE idempotency_key LIKE $1 || '-%' ORDER BY id";
    let rows = look.query(rows, &[&name]).await.expect("rows");
    let effect = |row: &tokio_postgres::Row| Effect {
        key: row.get(0),
        attempt: row.get(1),
    };
    rows.iter().map(effect).collect()
}

/// Where instances serve at the moment.
#[derive(Clone)]
pub(crate) struct Addresses(Arc<[Mutex<SocketAddr>]>);

impl Addresses {
    pub(crate) fn of(instances: &[Instance]) -> Self {
        let addresses = instances.iter().map(Instance::address);
        Self(addresses.map(Mutex::new).collect())
    }

    pub(crate) fn get(&self, instance: usize) -> SocketAddr {
        *self.0[instance % self.0.len()].lock()
    }

    pub(crate) fn set(&self, instance: usize, address: SocketAddr) {
        *self.0[instance].lock() = address;
    }
}
