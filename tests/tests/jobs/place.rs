//! Where instances agree, in each of the tests: in Redis, then in PostgreSQL.

use hardpoint::Store;
use hardpoint::db::{Db, DbSettings};
use hardpoint_tests::servers::{Database, Postgres, Redis};

/// A server with the leases of one test.
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
}

/// The store at a place, by its URL.
pub(crate) async fn store_at(url: &str) -> Store {
    match url.starts_with("redis") {
        true => Store::redis(url).expect("a URL"),
        false => {
            let db = Db::connect(&DbSettings::new(url)).await.expect("a server");
            Store::postgres(&db).await.expect("its schema")
        }
    }
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
