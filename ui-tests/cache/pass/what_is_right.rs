//! The nearest right program to each wrong `cache`.
//! Keeps: `an_answer_is_shared_when_it_is_committed`.
//! Keeps: `a_ttl_is_said`, `a_ttl_keeps_something`, `an_entry_is_found_again`.
//! Keeps: `a_misspelt_principal_is_no_header`, `only_whole_answers_are_stored`.
//! Keeps: `a_duration_is_ten_years_at_most`, `unsafe_methods_are_cached_only_if_idempotent`.
//! Keeps: `the_cache_needs_the_whole_body`, `what_http_never_stores_is_not_cached`.
//! Keeps: `shared_answers_depend_on_nobody`, `cached_answers_say_whose_they_are`.
//! Keeps: `only_what_can_be_renewed_is_served_stale`, `who_invalidates_is_said_of_tags`.
//! Keeps: `credentials_are_no_part_of_a_cache_key`, `a_cache_key_is_met_again`.
//! Keeps: `a_word_is_said_once`, `a_word_has_a_value_or_is_a_flag`.
//! Keeps: `words_are_parted_by_white_space`, `an_item_is_there_once`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(cache = "ttl:60")]
#[actix_web::route("/a", method = "HEAD")]
async fn of_another_method() -> &'static str {
    ""
}

#[endpoint(get = "/b", cache = "ttl:60 shared vary:accept")]
async fn shared_and_impersonal() -> &'static str {
    ""
}

#[endpoint(get = "/c", cache = "ttl:60 vary:principal")]
async fn personal() -> &'static str {
    ""
}

#[endpoint(post = "/d", cache = "ttl:60", idempotent)]
async fn of_an_unsafe_method_that_is_idempotent() -> &'static str {
    ""
}

#[endpoint(get = "/e", cache = "ttl:60 stale:24h")]
async fn stale_for_longer_than_fresh() -> &'static str {
    ""
}

#[endpoint(cache = "ttl:60 stale:30", idempotent)]
#[actix_web::route("/f", method = "GET", method = "POST")]
async fn stale_where_one_method_is_safe() -> &'static str {
    ""
}

#[endpoint(get = "/g", cache = "ttl:60 tags:orders,stock invalidated-by:ttl")]
async fn invalidated_by_the_ttl() -> &'static str {
    ""
}

#[endpoint(get = "/h", cache = "ttl:60 tags:orders invalidated-by:code")]
async fn invalidated_by_code() -> &'static str {
    ""
}

#[endpoint(get = "/i", cache = "ttl:60 vary:accept,accept-language,x-api-key")]
async fn vary_by_headers() -> &'static str {
    ""
}

#[endpoint(get = "/j", cache = "ttl:87600h stale:0 max:1B status:204,301,404")]
async fn at_the_limits() -> &'static str {
    ""
}

#[endpoint(get = "/k", auth, cache = "ttl:60 vary:tenant")]
async fn of_a_tenant() -> &'static str {
    ""
}

#[endpoint(get = "/l", auth = "orders:read", cache = "ttl:60 shared")]
async fn of_whoever_may() -> &'static str {
    ""
}

#[endpoint(get = "/m", public, cache = "ttl:60 vary:accept")]
async fn of_everyone() -> &'static str {
    ""
}

#[endpoint(get = "/n", body = "1MiB", cache = "ttl:60")]
async fn with_a_whole_body() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(of_another_method)
        .service(shared_and_impersonal)
        .service(personal)
        .service(of_an_unsafe_method_that_is_idempotent)
        .service(stale_for_longer_than_fresh)
        .service(stale_where_one_method_is_safe)
        .service(invalidated_by_the_ttl)
        .service(invalidated_by_code)
        .service(vary_by_headers)
        .service(at_the_limits)
        .service(of_a_tenant)
        .service(of_whoever_may)
        .service(of_everyone)
        .service(with_a_whole_body);
}
