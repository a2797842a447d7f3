//! The rules of each policy's own text.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    words: a_word_is_known,
        "A word that nobody knows would be a promise that nobody keeps.",
        "Write the near spelling, or remove it.";
    words: a_word_is_said_once,
        "Of two values, one would be dropped in silence.",
        "Keep one of them.";
    words: a_word_has_a_value_or_is_a_flag,
        "A value that is missing, or one too many, was meant to say something.",
        "Write `key:value`, or the flag alone.";
    words: words_are_parted_by_white_space,
        "Commas part the items of lists, which have no white space in them.",
        "Write white space between words, and none inside of a list.";
    words: an_item_is_there_once,
        "An item that is empty or repeated was meant to be another one.",
        "Remove it.";
    words: a_duration_has_its_unit,
        "Nobody knows which unit a bare number means.",
        "Write an integer and one of `ms`, `s`, `m`, `h`.";
    words: a_duration_is_ten_years_at_most,
        "Sums of moments and durations stay in range.",
        "Write `87600h` or less.";
    words: a_size_has_its_unit,
        "Nobody knows which unit a bare number means, and `KB` means two.",
        "Write an integer and one of `B`, `KiB`, `MiB`, `GiB`.";
    words: a_size_is_some_bytes,
        "Nothing fits into nothing.",
        "Write `1B` or more.";
    words: a_number_is_whole_and_in_range,
        "What is rounded or wraps is another number than it says.",
        "Write an integer, from 1 where something is counted.";
    words: a_header_has_a_name,
        "What is no token (RFC 9110 §5.6.2) is no header's name, and no request has it.",
        "Write letters, digits and hyphens.";
    timeout: a_timeout_leaves_time,
        "No time is enough for nothing.",
        "Write `1ms` or more, or `none because:` and the reason.";
    timeout: a_timeout_is_a_day_at_most,
        "What takes longer than a day is no request.",
        "Write `24h` or less, or `none because:` and the reason.";
    timeout: no_timeout_has_a_reason,
        "A request without an end holds what it holds for ever, and whoever reads it should know why.",
        "Write `none because:` and the reason.";
    body: a_body_has_a_limit_or_streams,
        "A body without a limit is memory that any client can take.",
        "Write a size, or `stream`.";
    rate: a_rate_has_a_window,
        "How many is no rate without in which time.",
        "Write `10/min`, with one of `s`, `min`, `h`, `d`, or a number of them.";
    rate: a_rate_lets_something_pass,
        "No requests, or a window of no time, is no limit but a wall.",
        "Write at least `1`, and a window of at least `1s`.";
    rate: a_request_fits_into_its_bucket,
        "A request that costs more than its bucket holds never passes.",
        "Write a larger `burst:`, or a lower `cost:`.";
    rate: a_bucket_refills_in_time,
        "Nanoseconds cannot tell apart what is faster than one in each, and nobody waits for ten years.",
        "Write a lower number, a lower `burst:`, or a shorter window.";
    concurrency: a_limit_lets_somebody_run,
        "Where none may run, nobody is ever answered.",
        "Write `1` or more.";
    concurrency: a_queue_has_an_end,
        "Who waits without a bound waits for ever, and a time to wait without a queue lets nobody wait.",
        "Write `queue:` and `wait:` together.";
    cache: a_ttl_is_said,
        "How long an answer may be out of date is a decision, and no default is right.",
        "Write `ttl:60`.";
    cache: a_ttl_keeps_something,
        "What is kept for no time is not kept.",
        "Write `ttl:1` or more, or remove the policy.";
    cache: an_entry_is_found_again,
        "`vary:*` says that no two requests are the same.",
        "Write what the answer depends on, or remove `cache`.";
    cache: a_misspelt_principal_is_no_header,
        "Taken for a header that no request has, it would let all share one answer.",
        "Write `principal` or `tenant`.";
    cache: only_whole_answers_are_stored,
        "Parts, failures, and what speaks of one request are never stored.",
        "Remove the status from `status:`.";
    invalidates: a_cache_tag_is_visible_text,
        "Tags stand in lists with commas, and in keys of stores.",
        "Write visible ASCII other than `,`, `{` and `}`, or a capture.";
    idempotent: a_lost_transaction_is_always_safe,
        "In a transaction a run that was lost did nothing, so `rerun-safe` says nothing beside `tx`.",
        "Remove `rerun-safe`.";
    idempotent: a_lease_follows_the_timeout,
        "A claim that ends before its run lets another one in.",
        "Write a longer `timeout` for a longer lease.";
    auth: a_scope_is_a_token,
        "A scope is compared as it stands in a token (RFC 6749 §3.3), which has visible ASCII without `\"` and `\\`, and no comma here.",
        "Write it in such characters, with commas between scopes.";
    auth: a_list_of_scopes_names_some,
        "An empty list would demand nothing and look like a demand.",
        "Write a scope, or `auth` alone where every principal may call.";
    auth: an_option_is_no_scope,
        "`public`, `principal` and `unstated` name what is no list of scopes.",
        "Write the option in place of the scope.";
    deprecated: a_date_is_a_day,
        "A day that is not in the calendar comes never.",
        "Write year, month and day, such as `2026-06-01`, from 1970 to 9999.";
    deprecated: a_link_leads_somewhere,
        "Links stand in headers, the same for every request, and everyone can read them.",
        "Write a path or an `https://` URL, in the characters of a URI, without captures and without a user.";
    slo: an_objective_is_a_percentage,
        "Nobody knows whether a bare number is one of a hundred or of one.",
        "Write a number and `%`, such as `99.9%`.";
    slo: an_objective_leaves_an_error_budget,
        "No objective promises nothing, and one without errors is broken by the first.",
        "Write more than `0%` and less than `100%`.";
    slo: an_objective_can_be_counted,
        "What is finer than one of 100,000 requests takes months to be seen.",
        "Write at most 3 decimals.";
    slo: an_answer_can_be_in_time,
        "No answer takes no time.",
        "Write `1ms` or more in `under:`.";
    version: a_version_is_a_number,
        "Versions stand in paths and headers, in one spelling, and one follows the other.",
        "Write a whole number from 1 to 9999, such as `2`.";
];
