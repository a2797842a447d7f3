//! What jobs promise, what they cannot, and that it is read as it was written.

use super::*;
use crate::PolicyError;

fn spec(options: &[(&str, &str)]) -> Result<JobSpec, PolicyError> {
    let mut spec = JobSpec::new("cleanup");
    for (key, value) in options {
        spec.promise(key, value)?;
    }
    Ok(spec)
}

fn broken(options: &[(&str, &str)]) -> Vec<(&'static str, &'static str, String)> {
    let breaches = check_job(&spec(options).unwrap()).into_iter();
    breaches
        .map(|breach| (breach.rule, breach.option, breach.help))
        .collect()
}

#[test]
fn a_run_has_ten_minutes_or_what_is_left_of_the_period() {
    let limit = |options: &[(&str, &str)]| spec(options).unwrap().limit().to_string();
    assert_eq!(limit(&[]), "10m");
    assert_eq!(limit(&[("every", "1m"), ("jitter", "10s")]), "50s");
    assert_eq!(limit(&[("every", "24h"), ("timeout", "3h")]), "3h");
    assert_eq!(limit(&[("every", "1s"), ("jitter", "1h")]), "1ms");
}

#[test]
fn what_is_written_is_read() {
    for text in [
        "a\nevery 1h\n",
        "a\nevery 90m\ntimeout 10m\njitter 1m\noverlap skip\non_start\nper instance\n",
    ] {
        assert_eq!(JobSpec::read(text).unwrap().written(), text);
    }
    for text in [
        "a\nevery\n",
        "a\nevry 1h\n",
        "a\nper all\n",
        "a\njitter 5\n",
    ] {
        assert!(JobSpec::read(text).is_err(), "{text}");
    }
}

#[test]
fn a_period_is_a_second_at_least_and_a_run_has_time() {
    let help = |option, value| spec(&[(option, value)]).unwrap_err().help.unwrap();
    for zero in ["0s", "999ms", "0h"] {
        assert_eq!(help("every", zero), "write `1s` or more");
    }
    assert_eq!(help("every", "1"), "write `1s`");
    assert_eq!(help("every", "1d"), "write `24h`");
    assert_eq!(help("timeout", "0s"), "write `10m`");
    assert_eq!(help("overlap", "skipp"), "write `skip`");
    assert_eq!(help("per", "instances"), "write `instance`");
}

#[test]
fn a_run_ends_before_the_next_is_due() {
    let rule = "a_run_ends_before_the_next_is_due";
    let found = broken(&[("every", "1h"), ("timeout", "61m")]);
    assert_eq!(found[0].0, rule);
    assert!(found[0].2.starts_with("write `timeout = \"1h\"` or less"));
    let found = broken(&[("every", "1h"), ("jitter", "5m"), ("timeout", "1h")]);
    assert!(found[0].2.starts_with("write `timeout = \"55m\"` or less"));
    assert_eq!(found.len(), 1);
    for right in [
        &[("every", "1h"), ("timeout", "1h")][..],
        &[("every", "1h"), ("timeout", "55m"), ("jitter", "5m")],
        &[("every", "1h"), ("timeout", "9h"), ("overlap", "skip")],
    ] {
        assert_eq!(broken(right), []);
    }
}

#[test]
fn jitter_is_shorter_than_the_period() {
    for jitter in ["1h", "2h"] {
        let found = broken(&[("jitter", jitter), ("timeout", "1h")]);
        let help = "write `jitter = \"6m\"`, or a longer `every`".to_owned();
        assert_eq!(
            found,
            [("jitter_is_shorter_than_the_period", "jitter", help)]
        );
    }
    assert_eq!(broken(&[("jitter", "59m")]), []);
}

#[test]
fn what_a_rule_says_can_be_done() {
    let within = spec(&[("jitter", "59m"), ("timeout", "1m")]).unwrap();
    assert_eq!(check_job(&within), []);
}
