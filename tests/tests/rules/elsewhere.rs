//! The rules that no program breaks at compile time, with the tests that break and keep them.

/// A rule, and its tests: the file and the function.
pub(crate) type Proved = (&'static str, &'static [(&'static str, &'static str)]);

const SET: &str = "runtime/policy/src/rules/set/tests.rs";
const DEPENDENCY: &str = "runtime/policy/src/dependency/tests/rules.rs";
const START: &str = "runtime/src/start/tests.rs";
const SERVED: &str = "runtime/src/start/served/tests.rs";
const OVERRIDES: &str = "runtime/src/start/overrides/tests.rs";
const DEPENDENCIES: &str = "runtime/src/start/dependencies.rs";
const JOBS: &str = "tests/tests/jobs/alone.rs";
const PRINCIPALS: &str = "tests/tests/principals.rs";

/// What is asked when a service starts, of all its endpoints and of what only its runtime knows.
pub(crate) const ELSEWHERE: &[Proved] = &[
    (
        "every_route_is_reached",
        &[(SET, "a_route_behind_a_wider_one_is_never_reached")],
    ),
    (
        "names_differ_in_more_than_punctuation",
        &[(SET, "a_name_is_given_once")],
    ),
    (
        "invalidated_tags_are_cached",
        &[(SET, "what_is_invalidated_is_cached_and_the_reverse")],
    ),
    (
        "cached_tags_are_invalidated",
        &[(SET, "what_is_invalidated_is_cached_and_the_reverse")],
    ),
    (
        "requests_end_before_the_drain_does",
        &[
            (SET, "requests_end_before_the_drain_does"),
            (
                START,
                "a_request_that_outlives_the_drain_keeps_a_service_from_starting",
            ),
        ],
    ),
    (
        "a_pool_is_waited_for_within_the_timeout",
        &[(SET, "a_pool_is_waited_for_within_the_timeout")],
    ),
    (
        "declared_policies_are_used",
        &[(SET, "a_policy_that_nobody_uses_is_told_and_stops_nothing")],
    ),
    (
        "callers_are_known",
        &[(
            PRINCIPALS,
            "a_service_that_would_refuse_everybody_does_not_start",
        )],
    ),
    (
        "a_transaction_has_a_database",
        &[(START, "a_transaction_has_a_database")],
    ),
    (
        "a_job_is_listed_once",
        &[(
            JOBS,
            "what_keeps_a_job_from_running_keeps_its_service_from_starting",
        )],
    ),
    (
        "a_job_has_a_name_of_its_own",
        &[(
            JOBS,
            "what_keeps_a_job_from_running_keeps_its_service_from_starting",
        )],
    ),
    (
        "a_job_has_what_it_takes",
        &[(
            JOBS,
            "what_keeps_a_job_from_running_keeps_its_service_from_starting",
        )],
    ),
    (
        "what_is_promised_can_be_written",
        &[(DEPENDENCY, "what_is_promised_can_be_written")],
    ),
    (
        "a_dependency_is_listed_once",
        &[(DEPENDENCIES, "a_dependency_is_listed_once")],
    ),
    (
        "a_dependency_has_a_name_of_its_own",
        &[(DEPENDENCIES, "a_dependency_has_a_name_of_its_own")],
    ),
    (
        "a_guard_is_one_for_all_who_share_it",
        &[(DEPENDENCIES, "a_guard_is_one_for_all_who_share_it")],
    ),
    (
        "the_default_version_is_served",
        &[(START, "the_default_version_is_served")],
    ),
    (
        "a_header_can_say_the_version",
        &[(START, "a_header_can_say_the_version")],
    ),
    (
        "the_drain_outlasts_its_delay",
        &[(SERVED, "the_drain_outlasts_its_delay")],
    ),
    ("a_probe_has_its_path", &[(SERVED, "a_probe_has_its_path")]),
    (
        "the_admin_listener_is_apart",
        &[(SERVED, "the_admin_listener_is_apart")],
    ),
    (
        "a_limit_of_the_server_is_one",
        &[(SERVED, "a_limit_of_the_server_is_one")],
    ),
    (
        "what_stands_around_has_a_name_of_its_own",
        &[(SERVED, "what_stands_around_has_a_name_of_its_own")],
    ),
    (
        "an_override_matches_something",
        &[(
            OVERRIDES,
            "an_override_that_matches_nothing_is_a_fault_and_names_what_is_near",
        )],
    ),
    (
        "an_override_can_be_read",
        &[(
            OVERRIDES,
            "what_is_wrong_is_said_in_the_words_of_the_attribute",
        )],
    ),
    (
        "an_override_changes_how_and_not_what",
        &[
            (OVERRIDES, "what_the_code_decides_cannot_be_overridden"),
            (OVERRIDES, "what_an_answer_depends_on_cannot_be_overridden"),
        ],
    ),
    (
        "overrides_come_from_one_file",
        &[(
            OVERRIDES,
            "the_environment_can_name_the_file_unless_the_program_has",
        )],
    ),
    (
        "the_overrides_file_can_be_read",
        &[(OVERRIDES, "a_file_that_cannot_be_read_is_a_fault")],
    ),
];
