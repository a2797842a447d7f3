//! What is told where rows that count no more cannot be taken out: one line each change.

use std::io;
use std::time::Duration;

use hardpoint::db::{Db, DbSettings};
use hardpoint::store::Postgres;
use hardpoint_tests::limits::in_time;
use hardpoint_tests::servers::{database, until};
use parking_lot::Mutex;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines_with(words: &str) -> usize {
    String::from_utf8_lossy(&LINES.lock())
        .matches(words)
        .count()
}

#[tokio::test]
async fn what_keeps_it_from_its_work_is_told_once() {
    tracing_subscriber::fmt().with_writer(|| Lines).init();
    let database = database();
    let db = Db::connect(&DbSettings::new(database.url())).await.unwrap();
    let (postgres, look) = (Postgres::open(&db).await.unwrap(), database.look().await);
    let away = "ALTER TABLE hardpoint.rate RENAME TO aside";
    look.batch_execute(away).await.unwrap();
    let _postgres = postgres.reap_every(Duration::from_millis(10));
    let turns = "SELECT pg_stat_clear_snapshot() IS NOT NULL AND n_tup_upd > 5 \
        FROM pg_stat_user_tables WHERE relname = 'reaping'";
    until(&look, turns).await;
    let back = "ALTER TABLE hardpoint.aside RENAME TO rate";
    look.batch_execute(back).await.unwrap();
    let told = async {
        while lines_with("is taken out again") == 0 {
            tokio::task::yield_now().await;
        }
    };
    in_time(told).await;
    assert_eq!(lines_with("cannot be taken out"), 1);
    assert_eq!(lines_with("is taken out again"), 1);
}
