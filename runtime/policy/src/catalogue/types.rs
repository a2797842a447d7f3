//! The rules of what the compiler knows alone: the types of arguments and answers.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    signature: an_argument_is_made_of_a_request,
        "What nothing in a request makes cannot be handed over.",
        "Take `web::Json`, `web::Path`, `web::Query`, a struct with `#[derive(ApiRequest)]`, or `web::Data`.";
    signature: a_body_is_read_once,
        "The first argument that reads the body leaves nothing of it to a second.",
        "Take both from one struct, or `web::Bytes` alone, and read it in the handler.";
    signature: an_answer_is_a_responder,
        "A client is answered with bytes, and an error says what a client is told of it.",
        "Return a `Responder`, or a `Result` of one, the error of which derives `ApiError`.";
    endpoints: what_is_listed_has_a_route,
        "`endpoints!` mounts each endpoint where it says, and one without a route says nowhere.",
        "Write `get = \"/path\"` in the attribute, or mount it by hand.";
    authorize: authorize_fits_its_handler,
        "It is asked with the principal and what the handler takes, and answers yes or no.",
        "Write `fn may(who: &Principal, …) -> bool` over references to arguments of the handler, or `-> Result<(), E>`.";
    route: a_get_reads_no_body,
        "Requests with `GET` and `HEAD` carry no body, so what reads one is never called with success.",
        "Take it from the query, or answer `post`.";
    captures: what_is_taken_is_captured,
        "What the path does not capture cannot be read, and each request would be answered 404.",
        "Capture it, and take all captures in their order as a tuple, or by name as a struct.";
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
    idempotent: a_transaction_is_written_through,
        "What the handler writes elsewhere would be written again by a retry.",
        "Add the argument `tx: &mut Tx`, or remove `tx`.";
    idempotent: a_transaction_is_asked_for,
        "Nobody begins a transaction for an endpoint that does not say `tx`.",
        "Write `idempotent = \"tx\"`, or begin one of your own.";
    idempotent: a_transaction_is_lent,
        "Whoever claimed the key commits its transaction; the handler only borrows it, once.",
        "Take it as `&mut Tx`.";
    idempotent: a_transaction_is_the_requests_own,
        "A type that is only called `Tx` is not what the key was claimed in.",
        "Take `hardpoint::Tx`, which needs the feature `postgres`.";
    idempotent: a_request_has_one_transaction,
        "Of two, one could be committed and the other not.",
        "Take it once, and pass it on.";
];
