//! One of several instances of a service: a process for tests to kill.
//!
//! It says `ready` and its address once it serves, and ends with its input.

mod environment;
mod orders;
mod slow;

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use hardpoint::db::Db;
use hardpoint::prelude::*;
use hardpoint::store::Redis;
use hardpoint::{Clock, Store};
use hardpoint_tests::end_with_the_input;

use crate::environment::Wanted;

/// How long the second level of the cache may take to answer.
const CACHE_BUDGET: Duration = Duration::from_secs(2);

#[actix_web::main]
async fn main() -> io::Result<()> {
    end_with_the_input();
    // Handlers that panic are part of what is tested, and need not be heard of.
    std::panic::set_hook(Box::new(|_| {}));
    let wanted = Wanted::of_this_process();
    let (db, store) = open(&wanted).await;
    let hardpoint = Hardpoint::builder()
        .store(store)
        .endpoints(endpoints![
            orders::count,
            orders::known,
            orders::place_held,
            orders::place_in_tx,
            orders::place_plainly,
            orders::place_under_lease,
            slow::inside,
            slow::sessions,
            slow::slow_fill,
            slow::slow_lease,
            slow::slow_read,
            slow::slow_transaction,
            slow::slow_tx,
            slow::slow_write,
        ])
        .build()
        .map_err(io::Error::other)?;
    let (db, wanted) = (Data::new(db), Data::new(wanted));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::clone(&db))
            .app_data(Data::clone(&wanted))
            .configure(hardpoint.mount())
    });
    let server = server.workers(2).disable_signals().bind(("127.0.0.1", 0))?;
    writeln!(io::stdout(), "ready {}", server.addrs()[0])?;
    server.run().await
}

/// The database and what is kept in it, as soon as its server is there.
async fn open(wanted: &Wanted) -> (Db, Store) {
    loop {
        match try_to_open(wanted).await {
            Ok(open) => return open,
            Err(_not_yet) => Clock::system().sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn try_to_open(wanted: &Wanted) -> Result<(Db, Store), Box<dyn Error>> {
    let db = Db::connect(&wanted.database).await?;
    let mut store = Store::postgres(&db).await?;
    if let Some(url) = &wanted.redis {
        store = store.idempotency(Redis::connect(url)?);
    }
    if let Some(url) = &wanted.cache {
        // What is late is not kept, and a loaded machine is late.
        store = store.cache(Redis::connect(url)?).budget(CACHE_BUDGET);
    }
    Ok((db, store))
}
