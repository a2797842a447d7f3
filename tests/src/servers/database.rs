//! A database of a test's own, on a server that it shares with others.

use std::sync::LazyLock;
use std::time::Duration;

use hardpoint::Environment;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::Postgres;

/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A new, empty database; dropped with the value. Whatever else is on its server is none of the
/// test's business.
#[derive(Debug)]
pub struct Database {
    name: String,
    server: String,
}

/// The shared server: `DATABASE_URL`, as `tests/run` sets it; without that, one that is started for
/// this process.
static SERVER: LazyLock<(Option<Postgres>, String)> =
    LazyLock::new(|| match Environment::process().get("DATABASE_URL") {
        Some(url) => (None, url.to_owned()),
        None => {
            let server = Postgres::start(&[]);
            let url = server.url().to_owned();
            (Some(server), url)
        }
    });

/// A new, empty database on the shared server.
pub fn database() -> Database {
    let (_, server) = &*SERVER;
    let name = format!("hardpoint_test_{}", Uuid::now_v7().simple());
    on(server, format!("CREATE DATABASE {name}"));
    Database {
        name,
        server: server.clone(),
    }
}

impl Database {
    /// Where it is.
    pub fn url(&self) -> String {
        with_database(&self.server, &self.name)
    }

    /// A connection to it that has nothing to do with what is tested.
    pub async fn look(&self) -> Client {
        look(&self.url()).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        on(
            &self.server,
            format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
    }
}

/// A plain connection to a server.
pub async fn look(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the server of the tests answers");
    tokio::spawn(connection);
    client
}

/// Asks the server until it says yes, for as long as a test has patience.
pub async fn until(client: &Client, question: &str) {
    let said = async {
        while !client
            .query_one(question, &[])
            .await
            .unwrap_or_else(|error| panic!("{question}: {error:?}"))
            .get::<_, bool>(0)
        {}
    };
    tokio::time::timeout(PATIENCE, said)
        .await
        .unwrap_or_else(|_| panic!("the server never says yes to {question}"));
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (place, options) = match url.split_once('?') {
        Some((place, options)) => (place, format!("?{options}")),
        None => (url, String::new()),
    };
    let start = place.find("://").map_or(0, |at| at + 3);
    let end = place[start..]
        .find('/')
        .map_or(place.len(), |at| start + at);
    format!("{}/{name}{options}", &place[..end])
}

/// Says one thing to the server, from wherever this is called.
fn on(server: &str, sql: String) {
    let server = server.to_owned();
    let said = std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(async {
                look(&server)
                    .await
                    .batch_execute(&sql)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
            });
    });
    said.join()
        .expect("the server of the tests does as it is told");
}
