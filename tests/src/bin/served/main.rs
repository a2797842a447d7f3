//! A service that is run as a service is: a process for tests to signal, and to watch how it ends.
//!
//! It says `ready` and its address once it listens, and ends with its input.

mod endpoints;
mod wanted;

use std::io::{self, Write};

use hardpoint::db::Db;
use hardpoint::prelude::*;
use hardpoint::store::Redis;
use hardpoint::{Builder, Store};
use hardpoint_tests::end_with_the_input;

use crate::wanted::Wanted;

#[actix_web::main]
async fn main() -> hardpoint::Result<(), Box<dyn std::error::Error>> {
    end_with_the_input();
    let wanted = Wanted::of_this_process();
    let builder = Hardpoint::builder()
        .server(wanted.server.clone())
        .drain_budget(wanted.drain_budget)
        .endpoints(endpoints::all());
    let builder = with_stores(builder, &wanted).await?;
    let (listen, first, last) = (wanted.listen, wanted.first.clone(), wanted.last.clone());
    let builder = builder
        .on_start("telling", move || {
            // Where it tries to listen there is somebody now.
            let told = writeln!(io::stdout(), "ready {listen}");
            async { told }
        })
        .on_start("first", move || wanted::meet(first.clone()))
        .on_stop("last", move || wanted::meet(last.clone()));
    Ok(builder.run(listen).await?)
}

/// The stores of the servers that there are; what is closed at the end is said before `last`.
async fn with_stores(
    builder: Builder,
    wanted: &Wanted,
) -> Result<Builder, Box<dyn std::error::Error>> {
    let mut store = Store::memory();
    let mut builder = builder;
    if let Some(database) = &wanted.database {
        let db = Db::connect(database).await?;
        store = Store::postgres(&db).await?;
        let (probe, closed, longest) = (db.probe(), db.clone(), wanted.pool_close);
        builder = builder
            .endpoints(endpoints::of_the_database())
            .app_data(db)
            .ready_when("database", probe)
            .on_stop("database", move || {
                let db = closed.clone();
                async move {
                    match db.close(longest).await {
                        0 => Ok(()),
                        left => Err(format!("{left} connections were not given back")),
                    }
                }
            });
    }
    if let Some(url) = &wanted.redis {
        store = store.idempotency(Redis::connect(url)?);
    }
    Ok(builder.store(store))
}
