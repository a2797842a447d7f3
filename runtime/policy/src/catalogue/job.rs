//! The rules of `#[job]`.

use super::Rule;

/// Those of its function and of each option by itself.
pub(super) const RULES: &[Rule] = rules![
    job: a_job_is_an_async_function,
        "A run is awaited, and ended at its timeout where it waits.",
        "Move the attribute to an `async fn` with a body.";
    job: a_job_has_no_qualifiers,
        "It is called from safe code, at run time, by Rust's own convention.",
        "Remove `const`, `unsafe` or `extern`.";
    job: a_job_takes_no_self,
        "A run belongs to no value, so there is none to call it on.",
        "Make it a free function, and take shared state as `web::Data`.";
    job: a_job_has_no_type_parameters,
        "A period leads to one function, not to one per type.",
        "Write the type in place of the parameter.";
    job: a_job_takes_what_the_service_shares,
        "There is no request from which anything else could be made.",
        "Take `web::Data` of a value that the builder has by `app_data`, or `JobRun`.";
    job: a_job_returns_nothing_or_an_error,
        "Nobody reads what a run gives back, but whether it has failed.",
        "Return nothing, or `Result<(), E>`.";
    job: a_job_says_how_often,
        "How often is a decision, and no default is right.",
        "Write `every = \"1h\"`.";
    job: a_period_is_a_second_at_least,
        "What runs without a pause is no job but a loop.",
        "Write `1s` or more.";
    job: a_run_leaves_time_to_run,
        "No time is enough for nothing.",
        "Write `1ms` or more in `timeout`.";
    job: a_job_listed_is_a_job,
        "Only what `#[job]` stands above says how often it runs.",
        "Write `#[job(every = \"1h\")]` above the function.";
];

/// Those between its options.
pub(super) const BETWEEN: &[Rule] = rules![
    job: jitter_is_shorter_than_the_period,
        "Two runs that are due one after another would change places.",
        "Write a shorter `jitter`, or a longer `every`.";
    job: a_run_ends_before_the_next_is_due,
        "What is due while a run goes on is skipped, which whoever reads `every` should know.",
        "Write a shorter `timeout`, or `overlap = \"skip\"`.";
];
