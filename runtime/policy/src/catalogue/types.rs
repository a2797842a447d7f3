//! The rules of what the compiler knows alone: the types of arguments and answers.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    signature: an_argument_is_made_of_a_request,
        "What nothing in a request makes cannot be handed over.",
        "Take `web::Json`, `web::Path`, `web::Query`, a struct with `#[derive(ApiRequest)]`, or `web::Data`.";
    signature: an_answer_is_a_responder,
        "A client is answered with bytes, and an error says what a client is told of it.",
        "Return a `Responder`, or a `Result` of one, the error of which derives `ApiError`.";
    route: a_get_reads_no_body,
        "Requests with `GET` and `HEAD` carry no body, so what reads one is never called with success.",
        "Take it from the query, or answer `post`.";
    captures: every_capture_is_taken,
        "A handler that takes fewer captures than the path has, or more, is answered 404 each time.",
        "Take all of them in their order, as a tuple or a struct; one whose name begins with `_` may be ignored.";
    endpoints: what_is_listed_has_a_route,
        "`endpoints!` mounts each endpoint where it says, and one without a route says nowhere.",
        "Write `get = \"/path\"` in the attribute, or mount it by hand.";
    authorize: authorize_takes_what_the_handler_has,
        "It decides about the principal and what the handler is called with, before the handler is.",
        "Write `fn may_read(who: &Principal, id: &Path<u64>) -> bool`, over references to the handler's first arguments, or a `Result` the error of which derives `ApiError`.";
    cache: what_a_cached_handler_takes_is_in_the_key,
        "What the key does not decide in one request would be answered to others.",
        "Take path, query, an `ApiRequest`, or the principal with `vary:principal`.";
    cache: a_shared_answer_takes_nobody,
        "`shared` says that an answer depends on nobody.",
        "Write `vary:principal` in place of `shared`, or take what is the same for everyone.";
    cache: who_asks_is_in_the_key,
        "A handler that takes the principal answers each one differently.",
        "Write `vary:principal`, or `vary:tenant` where all of a tenant may see the same.";
    cache: headers_that_are_read_are_listed,
        "An answer that depends on a header would be given to whoever sends another one.",
        "List the header in `vary:`.";
    cache: a_cached_answer_is_there_in_whole,
        "Of a stream nobody has the whole to store.",
        "Answer with all of it, or remove `cache`.";
    cache: a_cached_answer_sets_no_cookies,
        "Cookies are for one client, so that such an answer is never stored.",
        "Set them in an endpoint of their own, or remove `cache`.";
    idempotent: an_idempotent_answer_is_there_in_whole,
        "Of a stream nobody has the whole to replay.",
        "Answer with all of it, or remove `idempotent`.";
    idempotent: an_idempotent_request_is_read_in_whole,
        "Equal requests are told by the bytes of their body, which a stream or a form in parts does not have.",
        "Take `web::Bytes`, `web::Json`, or a struct with `#[derive(ApiRequest)]`.";
    idempotent: a_transaction_is_the_requests,
        "Another type of the same name knows nothing of the key that is claimed.",
        "Take `&mut hardpoint::Tx`.";
];
