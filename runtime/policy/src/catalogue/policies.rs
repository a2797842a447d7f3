//! The rules between the policies of one endpoint.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    cache: unsafe_methods_are_cached_only_if_idempotent,
        "An unsafe request asks for a change, and to answer it from the cache is to not make it.",
        "Add `idempotent`, so that equal requests share one result, or remove `cache`.";
    body: the_cache_needs_the_whole_body,
        "A body that is not read in full has no fingerprint by which requests could be told apart.",
        "Write a size in `body`, or remove `cache`.";
    cache: what_http_never_stores_is_not_cached,
        "What answers `OPTIONS`, `TRACE` and `CONNECT` speaks of one connection, or repeats the request with all its secrets.",
        "Remove `cache`, or write an endpoint of its own for the method.";
    cache: shared_answers_depend_on_nobody,
        "`shared` says that everyone gets the same answer, and `vary:principal` or `vary:tenant` that they do not.",
        "Keep one of the two.";
    cache: cached_answers_say_whose_they_are,
        "Where callers are known, a default that is wrong would show the answer of one to another.",
        "Write `vary:principal`, `vary:tenant` or `shared`.";
    cache: answers_are_told_apart_where_callers_are_known,
        "Nobody is known to a `public` endpoint, so all would share one entry.",
        "Write `auth` in place of `public`, or remove `principal` and `tenant` from `vary:`.";
    cache: only_what_can_be_renewed_is_served_stale,
        "An unsafe request is not sent again behind its client's back, so its answer is never served stale.",
        "Remove `stale:`.";
    cache: who_invalidates_is_said_of_tags,
        "Without tags there is nothing that anybody could invalidate.",
        "Add `tags:`, or remove `invalidated-by:`.";
    invalidates: answers_outlive_the_success_that_made_them,
        "What a success stores under a tag that it invalidates is never found again.",
        "Remove the tag from `invalidates`, or remove `cache`.";
    invalidates: safe_methods_invalidate_nothing,
        "A safe method changes nothing, and clients, proxies and crawlers repeat it at will.",
        "Take an unsafe method, or remove `invalidates`.";
    cache: credentials_are_no_part_of_a_cache_key,
        "A credential is another one after each login, and one that is made up is as good as any until it is checked.",
        "Write `vary:principal` in place of the header.";
    cache: a_cache_key_is_met_again,
        "An entry for each request is memory that nobody asks for again.",
        "Remove the header from `vary:`.";
    rate: credentials_are_no_key_of_a_rate,
        "Whoever makes up another credential for each request has a full bucket each time.",
        "Write `per:principal`.";
    rate: addresses_are_taken_from_trusted_proxies,
        "Any client can write such a header, and so have a full bucket each time.",
        "Write `per:ip`, and name the proxies that are trusted.";
    rate: the_key_of_a_rate_is_met_again,
        "A bucket for each request is always full, and denies nothing.",
        "Write `per:ip`, or a header that a client keeps.";
    body: idempotency_needs_the_whole_body,
        "Equal requests have equal bodies, so the body must be read before a key is claimed.",
        "Write a size in `body`, or remove `idempotent`.";
    timeout: idempotency_needs_an_end,
        "A claim is held for as long as its run may take, and a run that was lost would hold it for ever.",
        "Write a duration in `timeout`, or remove `idempotent`.";
    idempotent: idempotency_outlives_the_timeout,
        "A key that is forgotten while its request still runs lets the same request run twice.",
        "Write a longer `ttl:`, or a shorter `timeout`.";
    idempotent: a_transaction_has_something_to_commit,
        "A safe method writes nothing, so there is nothing to commit.",
        "Remove `idempotent`, or take an unsafe method.";
    cache: an_answer_is_shared_when_it_is_committed,
        "An answer in the cache is everybody's at once, and its transaction may still be taken back.",
        "Remove `cache`.";
    rate: a_rate_is_said_once,
        "Two rates over one window of one key are one rate and a mistake.",
        "Keep one of them, or try one out with `mode:shadow`.";
    rate: every_rate_can_bind,
        "A rate that lets pass whatever another one lets pass protects nothing.",
        "Remove it, or let it give back less or hold less than the other.";
    rate: callers_are_counted_where_they_are_known,
        "Nobody is known to a `public` endpoint, so each would be counted by address.",
        "Write `per:ip`, or `auth` in place of `public`.";
    concurrency: waiting_ends_before_the_timeout,
        "Who waited for the whole of the timeout has no time left to run.",
        "Write a shorter `wait:`, or a longer `timeout`.";
    slo: an_objective_lies_within_the_timeout,
        "What takes longer than the timeout is a failure already, so an objective beyond it measures nothing.",
        "Write a shorter `under:`, or a longer `timeout`.";
    authorize: authorize_decides_about_somebody,
        "Where no principal is demanded, `authorize` has nobody to decide about.",
        "Add `auth`, in place of `public` where that is said.";
    sunset: a_sunset_follows_the_deprecation,
        "Between the two days clients move away, and without one between them they cannot.",
        "Write a later date in `sunset`.";
    version: a_version_has_a_route,
        "An endpoint that is mounted by hand is found by whatever its mount says, and by no version.",
        "Write the route in the attribute, or remove `version`.";
    version: a_version_is_said_once,
        "The path is the same in every version, and a second version in it would be the wrong one sooner or later.",
        "Write the path without a version, or leave `version` out.";
];
