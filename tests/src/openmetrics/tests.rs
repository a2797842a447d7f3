//! What is refused, and why.

use super::parse;

const HEAD: &str = "# TYPE a counter\n# HELP a Help.\n";
const HISTOGRAM: &str =
    "# TYPE h_seconds histogram\n# UNIT h_seconds seconds\n# HELP h_seconds Help.\n";

#[track_caller]
fn refused(body: &str, why: &str) {
    let error = parse(&format!("{body}# EOF\n")).expect_err(body);
    assert!(error.contains(why), "{error}");
}

#[test]
fn a_page_is_read() {
    let body = format!(
        "{HEAD}a_total{{x=\"1\\n\\\"\\\\\"}} 7\na_total{{x=\"2\"}} 1\n{HISTOGRAM}\
         h_seconds_bucket{{le=\"0.5\"}} 1\nh_seconds_bucket{{le=\"+Inf\"}} 2\n\
         h_seconds_sum 9.25\nh_seconds_count 2\n# EOF\n"
    );
    let page = parse(&body).expect("it is right");
    assert_eq!(page.value("a_total", &[("x", "1\n\"\\")]), Some(7.0));
    assert_eq!(page.sum("a_total", &[]), 8.0);
    assert_eq!(page.families["h_seconds"].unit.as_deref(), Some("seconds"));
    assert_eq!(page.value("h_seconds_sum", &[]), Some(9.25));
}

#[test]
fn lines_end_with_a_line_feed_and_nothing_else() {
    let body = "# TYPE a gauge\n# HELP a \na{x=\"\r\u{85}\u{2028}\"} 1\n# EOF\n";
    let page = parse(body).expect("it is right");
    assert_eq!(page.value("a", &[("x", "\r\u{85}\u{2028}")]), Some(1.0));
    refused("# TYPE a gauge\n# HELP a Help.\na 1\r\n", "no number");
}

#[test]
fn what_is_not_ended_is_no_page() {
    assert!(parse("").is_err());
    assert!(parse("# EOF").is_err());
    assert!(parse(&format!("{HEAD}a_total 1\n")).is_err());
    assert!(parse(&format!("{HEAD}a_total 1\n# EOF\n\n")).is_err());
    refused(&format!("{HEAD}a_total 1"), "a line of its own");
}

#[test]
fn lines_that_are_none_are_refused() {
    for line in [
        "\n",
        "# \n",
        "#TYPE b gauge\n",
        "# TYPE b summary\n",
        "# HELP b\n",
        "# ODD b c\n",
        "b\n",
        "b  1\n",
        "b 1 2\n",
        "b 1,5\n",
        "b inf\n",
        "b 1 # {} 1\n",
        "9b 1\n",
        "b{} 1\n",
        "b{x=1} 1\n",
        "b{x=\"1\" } 1\n",
        "b{x=\"1\",} 1\n",
        "b{x=\"1\",x=\"2\"} 1\n",
        "b{__x=\"1\"} 1\n",
        "b{x-y=\"1\"} 1\n",
        "b{x=\"\\t\"} 1\n",
        "b{x=\"\"} 1\n",
        "b{x=\"1\"}1\n",
    ] {
        let body = format!("# TYPE b gauge\n# HELP b Help.\n{line}# EOF\n");
        assert!(parse(&body).is_err(), "{line}");
    }
}

#[test]
fn families_are_whole_and_have_a_head() {
    refused("a_total 1\n", "of no family");
    refused("# TYPE a counter\na_total 1\n", "no help");
    refused(HEAD, "samples");
    refused(&format!("{HEAD}b_total 1\n"), "another family");
    refused(&format!("{HEAD}a 1\n"), "no such sample");
    refused(&format!("{HEAD}a_total -1\n"), "no count");
    refused(&format!("{HEAD}a_total 1\n{HEAD}"), "after its samples");
    refused(&format!("{HEAD}# UNIT a seconds\na_total 1\n"), "the unit");
    let other = "# TYPE b gauge\n# HELP b Help.\nb 1\n";
    refused(
        &format!("{HEAD}a_total 1\n{other}{HEAD}a_total{{x=\"1\"}} 1\n"),
        "taken",
    );
    let clash = "# TYPE a_total gauge\n# HELP a_total Help.\na_total{x=\"1\"} 1\n";
    refused(&format!("{HEAD}a_total 1\n{clash}"), "taken");
    refused(&format!("{HEAD}a_total 1\na_total 1\n"), "twice");
    refused(
        &format!("{HEAD}a_total{{x=\"1\"}} 1\na_total{{x=\"2\"}} 1\na_total{{x=\"1\"}} 1\n"),
        "torn apart",
    );
}

#[test]
fn a_histogram_is_whole_and_in_order() {
    let with = |samples: &str| format!("{HISTOGRAM}{samples}");
    let bucket = |bound: &str, count: u32| format!("h_seconds_bucket{{le=\"{bound}\"}} {count}\n");
    let end = "h_seconds_sum 1\nh_seconds_count 2\n";
    refused(&with(&(bucket("0.5", 2) + end)), "all values");
    refused(
        &with(&(bucket("0.5", 3) + &bucket("+Inf", 2) + end)),
        "out of order",
    );
    refused(
        &with(&(bucket("0.5", 1) + &bucket("0.1", 1) + end)),
        "out of order",
    );
    refused(
        &with(&(bucket("1", 1) + &bucket("+Inf", 2) + end)),
        "no float",
    );
    refused(&with(&(bucket("+Inf", 3) + end)), "the count");
    refused(
        &with(&(bucket("+Inf", 2) + "h_seconds_count 2\n")),
        "the sum",
    );
    refused(&with("h_seconds_bucket 2\n"), "`le` is for buckets");
    refused(
        &with("h_seconds_count{le=\"0.5\"} 2\n"),
        "`le` is for buckets",
    );
}
