//! What the service counts itself is on the page, whatever it is called and whatever it counts.

use hardpoint_tests::openmetrics::Page;
use hardpoint_tests::seed;

use crate::world::{before, begin, page};

#[tokio::test]
async fn what_the_service_counts_itself_is_on_the_page() {
    begin();
    metrics::describe_counter!("shop.orders", "Orders that were placed.");
    metrics::counter!("shop.orders", "via" => "web").increment(3);
    let page = page().await;
    assert_eq!(
        page.value("shop_orders_total", &[("via", "web")]),
        Some(3.0)
    );
    assert_eq!(
        page.families["shop_orders"].help,
        "Orders that were placed."
    );
}

#[tokio::test]
async fn what_a_label_says_is_read_as_it_was_said() {
    begin();
    metrics::describe_counter!("odd.labels", "\"Quoted\"\\escaped\nbroken\r\tand – so on.");
    let parts = [
        "\"", "\\", "\n", "\r", "\t", "\0", "\u{7f}", "\u{85}", "\u{2028}", "\u{feff}", "}", "{",
        ",", "=", "#", " ", "é", "🦀", "\\n", "# EOF\n", "a", "le=\"1\"",
    ];
    let mut random = fastrand::Rng::with_seed(seed());
    let said: Vec<String> = (0..500)
        .map(|_| {
            let length = random.usize(1..8);
            let word = |_| parts[random.usize(..parts.len())];
            (0..length).map(word).collect()
        })
        .collect();
    for said in &said {
        metrics::counter!("odd.labels", "said" => said.clone(), "and" => "more").increment(1);
    }
    let check = |page: Page| {
        let help = "\"Quoted\"\\escaped\nbroken\r\tand – so on.";
        assert_eq!(page.families["odd_labels"].help, help);
        for label in &said {
            let times = said.iter().filter(|other| *other == label).count();
            let value = page.value("odd_labels_total", &[("said", label), ("and", "more")]);
            #[expect(clippy::cast_precision_loss, reason = "there are 500")]
            let times = times as f64;
            assert_eq!(value, Some(times), "{label:?}");
        }
    };
    check(page().await);
}

/// The log is counted, too: were it written while the recorder is locked, this would hang.
#[tokio::test]
async fn what_is_wrong_with_a_metric_is_logged_once_and_harms_no_other() {
    begin();
    metrics::describe_counter!("one.kind", "It has one.");
    let warnings = before("log_lines_total", &[("level", "WARN")]).await;
    metrics::counter!("one.kind").increment(1);
    for _ in 0..100 {
        metrics::gauge!("one.kind").set(7.0);
        metrics::histogram!("one_kind", "a" => "b").record(7.0);
    }
    // Other tests may have something to say meanwhile.
    let said = warnings.moved().await;
    assert!((1.0..50.0).contains(&said), "{said}");
    let page = page().await;
    assert_eq!(page.value("one_kind_total", &[]), Some(1.0));
    assert_eq!(page.families["one_kind"].kind, "counter");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_page_is_whole_whatever_is_counted_and_made_meanwhile() {
    begin();
    metrics::describe_histogram!("busy", metrics::Unit::Seconds, "How busy it is.");
    metrics::describe_counter!("made", "Made while the page was written.");
    let counting: Vec<_> = (0..2_u32)
        .map(|thread| tokio::spawn(count_and_make(thread)))
        .collect();
    let mut most = 0.0;
    while most < 10_000.0 {
        // Read strictly: buckets rise, their last is the count, nothing is there twice.
        let page = page().await;
        let count = page.value("busy_seconds_count", &[]).unwrap_or_default();
        assert!(count >= most, "{count} < {most}");
        most = count;
    }
    for task in counting {
        task.abort();
    }
}

async fn count_and_make(thread: u32) {
    let histogram = metrics::histogram!("busy");
    for round in 0_u32.. {
        histogram.record(f64::from(round % 12));
        let id = format!("{thread}-{}", round % 300);
        metrics::counter!("made", "id" => id).increment(1);
        tokio::task::yield_now().await;
    }
}
