//! Where the keys are, in each of the tests: in Redis, then in PostgreSQL.

use hardpoint::Store;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{Postgres as PostgresStore, Redis as RedisStore, acceptance};
use hardpoint_tests::servers::{Database, Postgres, Redis, database, look};

/// A server with the keys of one test.
pub(crate) enum Place {
    Redis(Redis),
    /// A server of its own, to be tormented.
    Postgres(Postgres),
    /// A database of its own.
    Database(Database),
}

impl Place {
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Redis(server) => server.url().to_owned(),
            Self::Postgres(server) => server.url().to_owned(),
            Self::Database(database) => database.url(),
        }
    }

    pub(crate) async fn store(&self) -> Store {
        store_at(&self.url()).await
    }

    pub(crate) fn hang(&self) {
        match self {
            Self::Redis(server) => server.hang(),
            Self::Postgres(server) => server.hang(),
            Self::Database(_) => panic!("others use its server"),
        }
    }

    pub(crate) fn go_on(&self) {
        match self {
            Self::Redis(server) => server.go_on(),
            Self::Postgres(server) => server.go_on(),
            Self::Database(_) => panic!("others use its server"),
        }
    }

    pub(crate) fn kill(&self) {
        match self {
            Self::Redis(server) => server.kill(),
            Self::Postgres(server) => server.kill(),
            Self::Database(_) => panic!("others use its server"),
        }
    }

    pub(crate) fn start_again(&mut self) {
        match self {
            Self::Redis(server) => server.start_again(),
            Self::Postgres(server) => server.start_again(),
            Self::Database(_) => panic!("others use its server"),
        }
    }

    /// Cuts every connection that there is.
    pub(crate) async fn cut(&self) {
        match self {
            Self::Redis(_) => {
                self.tell(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
                    .await;
            }
            _ => {
                let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
                let look = look(&self.url()).await;
                look.batch_execute(sql).await.expect("a superuser");
            }
        }
    }

    /// Has an hour pass for the leases: none of them is renewed in time.
    pub(crate) async fn end_leases(&self) {
        match self {
            Self::Redis(_) => {
                for (key, ends) in self.lease_ends().await {
                    let earlier = (ends - 3_600_000_000).to_string();
                    self.tell(&["HSET", &key, "lease_ends", &earlier]).await;
                }
            }
            _ => {
                let sql = "UPDATE hardpoint.lease SET lease_ends = lease_ends - interval '1 hour'";
                let look = look(&self.url()).await;
                look.batch_execute(sql).await.expect("the table");
            }
        }
    }

    /// The keys that are being worked on, and when their leases end, in microseconds.
    pub(crate) async fn lease_ends(&self) -> Vec<(String, i64)> {
        match self {
            Self::Redis(_) => {
                let mut found = Vec::new();
                let keys = self.tell(&["KEYS", "hardpoint:*:lease:*"]).await;
                for key in redis::from_redis_value::<Vec<String>>(keys).expect("names") {
                    let ends = self.tell(&["HGET", &key, "lease_ends"]).await;
                    if let Ok(Some(ends)) = redis::from_redis_value::<Option<i64>>(ends) {
                        found.push((key, ends));
                    }
                }
                found
            }
            _ => {
                let sql = "SELECT encode(key, 'hex'), \
                    (extract(epoch FROM lease_ends) * 1000000)::int8 \
                    FROM hardpoint.lease WHERE NOT is_done";
                let look = look(&self.url()).await;
                let rows = look.query(sql, &[]).await.expect("the table");
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        }
    }

    async fn tell(&self, words: &[&str]) -> redis::Value {
        let client = redis::Client::open(self.url()).expect("a URL");
        let mut connection = client
            .get_multiplexed_async_connection()
            .await
            .expect("a server");
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        let answer = command.query_async(&mut connection).await;
        answer.expect("its answer")
    }
}

/// The store at a place, by its URL.
pub(crate) async fn store_at(url: &str) -> Store {
    match url.starts_with("redis") {
        true => Store::redis(url).expect("a URL"),
        false => Store::postgres(&db(url).await).await.expect("its schema"),
    }
}

async fn db(url: &str) -> Db {
    Db::connect(&DbSettings::new(url)).await.expect("a server")
}

/// Runs each of the tests at either place: `quiet` ones share a server with others.
macro_rules! at_each_place {
    (quiet: $($quiet:ident),* $(,)?) => {
        $crate::place::at_each_place!($crate::place::Place::Database(hardpoint_tests::servers::database()); $($quiet),*);
    };
    (tormented: $($wild:ident),* $(,)?) => {
        $crate::place::at_each_place!($crate::place::Place::Postgres(hardpoint_tests::servers::Postgres::start(&[])); $($wild),*);
    };
    ($database:expr; $($test:ident),*) => {
        mod in_redis {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let redis = hardpoint_tests::servers::Redis::start(&[]);
                    super::$test($crate::place::Place::Redis(redis)).await;
                }
            )*
        }
        mod in_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test($database).await;
                }
            )*
        }
    };
}
pub(crate) use at_each_place;

#[tokio::test]
async fn redis_passes_the_acceptance_suite() {
    let redis = Redis::start(&[]);
    let store = RedisStore::connect(redis.url()).expect("a URL");
    acceptance::idempotency(&store).await;
}

#[tokio::test]
async fn postgres_passes_the_acceptance_suite() {
    let database = database();
    let store = PostgresStore::open(&db(&database.url()).await).await;
    acceptance::idempotency(&store.expect("its schema")).await;
}
