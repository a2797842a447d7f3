//! What the shop does without being asked.

use hardpoint_tests::servers::database;
use hardpoint_tests::{Connection, Request, openmetrics};
use serde_json::Value;

use crate::example::{Example, ORDERS, in_time};

/// Rockets are gone before the shop opens.
const VARIABLES: [(&str, &str); 3] = [
    ("ORDERS_STOCK_ROCKET", "0"),
    ("ORDERS_DRAIN_DELAY", "0ms"),
    ("RUST_LOG", "info"),
];

#[tokio::test]
async fn what_is_sold_out_is_said_when_the_shop_opens_in_memory_and_in_a_database() {
    let database = database();
    let url = database.url();
    for more in [None, Some(("DATABASE_URL", url.as_str()))] {
        let variables: Vec<_> = VARIABLES.into_iter().chain(more).collect();
        let orders = Example::start_with(ORDERS, &variables).await;
        in_time(stock_was_taken(&orders)).await;
        let ended = orders.stop();
        let said = String::from_utf8(ended.stdout).expect("UTF-8");
        let lines = said
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect(line));
        let gone: Vec<_> = lines.filter(|line| line["message"] == "sold out").collect();
        assert!(!gone.is_empty(), "{said}");
        for line in gone {
            assert_eq!(line["level"], "WARN");
            assert_eq!(line["fields"]["sku"], "rocket", "{line}");
        }
    }
}

/// Waits until the job has run.
async fn stock_was_taken(orders: &Example) {
    // Where requests are answered, the admin listener is open, too.
    assert_eq!(orders.send(Request::get("/startupz")).await.status, 200);
    let mut admin = Connection::open(orders.admin).await;
    let runs = [("job", "stocktaking"), ("outcome", "succeeded")];
    loop {
        let asked = Request::get("/metrics").header("accept", "application/openmetrics-text");
        let told = admin.send(asked).await;
        let page = str::from_utf8(&told.body).expect("UTF-8");
        let page = openmetrics::parse(page).expect("OpenMetrics");
        if page.sum("hardpoint_job_runs_total", &runs) > 0.0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}
