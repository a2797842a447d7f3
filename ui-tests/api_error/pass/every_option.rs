//! Every option, in one enum; a handler returns it.
//! Keeps: `an_option_of_an_error_is_known`.

#[derive(Debug, hardpoint::ApiError)]
#[api()]
enum Every {
    #[api(status = 409, code = "a", message = "{0:>3}{1:.1}", retryable, retry_after = "250ms")]
    A(u8, f32),
    #[api(status = 503, code = "b", not_retryable, slo = false, breaker = false, level = "trace")]
    B,
    #[api(status = 425, code = "c", final)]
    #[api(level = "debug")]
    C,
    #[api(status = 404, code = "d", not_final, level = "info")]
    D,
    #[api(internal, level = "error", slo = true, breaker = true)]
    E(#[from] std::io::Error),
    #[api(internal)]
    F,
}

async fn handler() -> Result<&'static str, Every> {
    Err(Every::D)
}

fn main() {
    use hardpoint::ApiError as _;
    let _: actix_web::Route = actix_web::web::get().to(handler);
    assert!(Every::C.facts().is_final && !Every::D.facts().is_final);
    assert!(!Every::B.facts().retryable && !Every::B.facts().is_final);
}
