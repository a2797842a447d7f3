//! The rules that are asked when a service starts, of what only its runtime knows.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    endpoints: an_endpoint_is_listed_once,
        "An endpoint that is listed twice would be mounted twice, and called at one place.",
        "Leave it out of one of the lists.";
    auth: callers_are_known,
        "Where nobody finds out who calls, an endpoint that wants to know would refuse everyone.",
        "Give the builder an `authenticator`, or say that a middleware does it.";
    idempotent: a_transaction_has_a_database,
        "`idempotent = \"tx\"` is one transaction of a database, and memory has none.",
        "Give the builder a store with transactions, `Store::postgres(&db).await?`, or leave `tx` out.";
    job: a_job_is_listed_once,
        "A job that is listed twice would run twice in each period.",
        "Leave it out of one of the lists.";
    job: a_job_has_a_name_of_its_own,
        "Metrics, logs, overrides and the stores of instances know a job by its name.",
        "Write another `name` in the attribute of one of them.";
    job: a_job_has_what_it_takes,
        "A run that lacks an argument would fail each time.",
        "Give the builder the value by `app_data`.";
    dependency: a_dependency_is_listed_once,
        "A list that names one twice was meant to name another.",
        "Leave it out of one of the lists.";
    dependency: a_dependency_has_a_name_of_its_own,
        "Metrics, logs and overrides know a dependency by its name.",
        "Write another `name` in the attribute of one of them, or the same `guard` in both.";
    dependency: a_guard_is_one_for_all_who_share_it,
        "Of what they share there is one, and only what one of them says of it could hold.",
        "Write the same `breaker` and `concurrency` in each of them, or give one another `guard`.";
    version: the_default_version_is_served,
        "Requests that say no version would be told that there is none, though somebody has said which is meant.",
        "Name a version that some endpoint has.";
    version: a_header_can_say_the_version,
        "A name that no header can have is one in which no request says its version.",
        "Write a name such as `accept-version`.";
    server: the_drain_outlasts_its_delay,
        "Requests are still taken during the delay, and what is left of the drain budget after it is all the time that they have.",
        "Write a shorter `drain_delay`, or a longer `drain_budget`.";
    server: a_probe_has_its_path,
        "An endpoint in the place of a probe would be taken for the state of the process.",
        "Give the endpoint another path.";
    server: the_admin_listener_is_apart,
        "What the admin listener tells is not for those who send requests, and two cannot listen at one place.",
        "Give `admin` another port, or say `without_admin`.";
    server: a_limit_of_the_server_is_one,
        "A limit of nothing would let nobody in, or would be none at all, and so would a time that is shorter than the server's clock can count.",
        "Write at least one worker, one connection and one second.";
    server: what_stands_around_has_a_name_of_its_own,
        "Of two under one name, the one is taken for the other by whoever reads what failed.",
        "Give each `ready_when`, each `on_start` and each `on_stop` another name.";
    overrides: an_override_matches_something,
        "An override that nobody heeds is a limit that its operator believes in.",
        "Write the name of an endpoint that is listed, and an option.";
    overrides: an_override_can_be_read,
        "What cannot be read would leave the old value in force, in silence.",
        "Write the value as it stands in the attribute.";
    overrides: an_override_changes_how_and_not_what,
        "Routes, callers and what an answer depends on are reviewed in the code, and checked by the compiler.",
        "Change the attribute instead.";
    overrides: overrides_come_from_one_file,
        "Of two files, one would be read and the other be believed in.",
        "Name one of them.";
    overrides: the_overrides_file_can_be_read,
        "A file that is not read would leave the old values in force, in silence.",
        "Name a file that is there, and write it as TOML.";
];
