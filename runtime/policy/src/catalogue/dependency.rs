//! The rules of `#[dependency]`.

use super::Rule;

/// Those of its function, and of what the attribute says besides policies.
pub(super) const FUNCTION: &[Rule] = rules![
    dependency: a_dependency_is_an_async_function,
        "A call is awaited, and given up where it waits.",
        "Move the attribute to an `async fn` with a body.";
    dependency: a_dependency_has_no_qualifiers,
        "It is called from safe code, at run time, by Rust's own convention.",
        "Remove `const`, `unsafe` or `extern`.";
    dependency: a_dependency_has_one_attribute,
        "Two guards would each count, wait and retry, one inside of the other.",
        "Put all options into one of them.";
    dependency: a_dependency_returns_a_result,
        "Nobody could see anything else fail.",
        "Return `Result<T, DependencyError>`.";
    dependency: a_dependency_fails_with_what_a_guard_can_tell,
        "A guard has to know what to make of an error, and needs one of that type to say that it has refused.",
        "Return `DependencyError`, or derive `ApiError` with a variant for `Rejected`.";
    dependency: each_attempt_has_arguments_of_its_own,
        "What the first attempt has used up, or changed, is not there for the next.",
        "Borrow it, implement `Clone` for it, or write `retry = \"none because:…\"`.";
    dependency: each_attempt_has_the_same_self,
        "What the first attempt has used up, or changed, is not there for the next, nor for the fallback.",
        "Take `&self`, or write `retry = \"none because:…\"`.";
    dependency: to_be_repeatable_is_a_flag,
        "There are no degrees of it.",
        "Write `idempotent` alone.";
    dependency: a_key_is_made_of_what_the_call_is_about,
        "Where all calls have one key, the other side takes the second for the first.",
        "Write an expression over the arguments, as in `key = order.id`.";
    dependency: a_fallback_is_a_function,
        "It is called by its path, where there is no answer.",
        "Write the path alone, as in `fallback = cached_stock`.";
    dependency: a_fallback_stands_in_for_the_function,
        "Whoever calls gets an answer of one type, whoever has made it.",
        "Write an `async fn` that takes the same arguments and then the error, and returns the same.";
    dependency: a_list_of_dependencies_names_functions,
        "What each of them says is found by its path.",
        "Write the paths alone, as in `dependencies![stock, payments::charge]`.";
];

/// Those of each option by itself.
pub(super) const RULES: &[Rule] = rules![
    dependency: a_dependency_has_a_name,
        "Its name is a label of metrics and a word of the log, and a guard's is both for all that share it.",
        "Write 1 to 64 letters of ASCII, digits, `_`, `.` and `-`.";
    dependency: a_call_leaves_time_to_call,
        "No time is enough for nothing.",
        "Write `1ms` or more in `timeout` and `attempt`.";
    dependency: a_call_is_over_in_a_day,
        "Who waits on another service without an end is taken along by it.",
        "Write `24h` or less in `timeout` and `attempt`.";
    dependency: a_retry_is_a_second_attempt,
        "The first attempt is one of those that are counted, so that one alone retries nothing, and whoever asks a hundred times asks no dependency but attacks it.",
        "Write `3`, from 2 to 100, or `none because:` and the reason.";
    dependency: a_wait_takes_some_time,
        "What is waited for no time is no wait.",
        "Write `1ms` or more in `base:`, `max:` and `wait:`.";
    dependency: a_breaker_has_a_share_and_a_window,
        "How many failures are too many is no number without of how many and in which time.",
        "Write a share and a window of `1s` or more, such as `50%/30s`.";
    dependency: a_share_is_one_of_a_hundred,
        "No failures are reached by no calls at all, and more than all by none.",
        "Write more than `0%` and at most `100%`, with one decimal at most.";
    dependency: a_breaker_can_open_and_close,
        "Without attempts, probes or time it would never open, never close, or do both at once.",
        "Write at least `1` in `min:` and `probes:`, and `1ms` or more in `open:`, `max:` and `slow:`.";
    dependency: a_bulkhead_lets_somebody_call,
        "Where no call may go on, the dependency is never called.",
        "Write `1` or more.";
    dependency: what_is_done_without_has_a_reason,
        "What is left out on purpose and what was forgotten look the same, and both are found out in an outage.",
        "Write `none because:` and the reason.";
    dependency: a_hedge_waits_for_most,
        "A second attempt beside each one is twice the load.",
        "Write `p50` to `p99`, or a duration.";
];

/// Those between its options.
pub(super) const BETWEEN: &[Rule] = rules![
    dependency: what_is_promised_can_be_written,
        "A guard can be built of values that no text has, and nobody has thought of what these would do.",
        "Take values that the text of the option could say.";
    dependency: only_what_is_repeatable_is_repeated,
        "A call that failed may have been done all the same, and who is charged twice has paid twice.",
        "Add `idempotent`, or `key = …`, or remove `retry` and `hedge`.";
    dependency: a_back_off_begins_below_its_longest,
        "Waits grow from one to the other.",
        "Write a shorter `base:`, or a longer `max:`.";
    dependency: an_attempt_ends_before_the_timeout,
        "An attempt is cut off with its call.",
        "Write a shorter `attempt`, or a longer `timeout`.";
    dependency: every_attempt_ends_before_the_timeout,
        "A retry that there is no time for is none, and whoever reads `retry` counts on it.",
        "Write a shorter `attempt`, a longer `timeout`, or fewer attempts in `retry`.";
    dependency: waiting_for_a_turn_ends_before_the_timeout,
        "Who waited for the whole of the timeout has no time left to call.",
        "Write a shorter `wait:`, or a longer `timeout`.";
    dependency: a_hedge_begins_before_the_attempt_ends,
        "What has ended needs nobody beside it.",
        "Write `p95`, or a time that is shorter than an attempt.";
    dependency: a_breaker_sees_more_than_one_attempt,
        "In a window that one slow attempt fills, nothing is left of the one before it.",
        "Write a longer window, or a shorter `attempt`.";
    dependency: a_breaker_is_open_no_longer_than_its_longest,
        "It is open for longer each time, up to `max:`.",
        "Write a shorter `open:`, or a longer `max:`.";
    dependency: a_half_open_breaker_has_a_bound,
        "More probes than the attempts by which it decides are a load and no probe, and more than may go on at once are never there.",
        "Write no more in `probes:` than in `min:` and in `concurrency`.";
    dependency: a_slow_attempt_is_not_cut_off,
        "What is cut off has failed already.",
        "Write a shorter `slow:`, or a longer `attempt`.";
];
