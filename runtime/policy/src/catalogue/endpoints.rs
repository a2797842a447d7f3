//! The rules over all endpoints of a service.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    endpoints: a_route_is_taken_once,
        "Of two endpoints that take the same requests, the second is never called.",
        "Give one of them another path or method; what captures are called makes no difference.";
    endpoints: every_route_is_reached,
        "Paths are tried in the order of the list, and one that is inside an earlier one is never reached.",
        "List the narrower path first.";
    endpoints: a_name_is_given_once,
        "Metrics, logs and overrides know an endpoint by its name.",
        "Write `name` in the attribute of one of them.";
    endpoints: names_differ_in_more_than_punctuation,
        "A variable of the environment has capital letters, digits and `_` only, so that one would override both.",
        "Write `name` in the attribute of one of them.";
    endpoints: a_code_has_one_meaning,
        "A client tells errors apart by their codes alone.",
        "Write another `code` for one of the errors, or give both the same status.";
    invalidates: invalidated_tags_are_cached,
        "A tag that nobody caches is invalidated in vain, and what was meant stays in the cache.",
        "Write the tag as it is cached, or remove it.";
    cache: cached_tags_are_invalidated,
        "A tag that nobody invalidates promises answers that are never out of date, and they are.",
        "Write `invalidates` where that changes, or `invalidated-by:ttl` or `invalidated-by:code` in `cache`.";
    timeout: requests_end_before_the_drain_does,
        "What still runs at the end of the drain is cut off with each deployment.",
        "Write a shorter `timeout`, or give the drain more time.";
    timeout: a_pool_is_waited_for_within_the_timeout,
        "A wait for a connection that every timeout cuts off is never as long as its operator believes.",
        "Write a shorter `acquire_timeout` in the settings of the database, or a longer `timeout`.";
    policy: declared_policies_are_used,
        "A policy that nobody uses protects nothing, and whoever reads it believes that it does.",
        "Name it in the `policy` of an endpoint, or remove it from `hardpoint.toml`.";
];
