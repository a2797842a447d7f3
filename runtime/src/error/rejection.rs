//! Every refusal that Hardpoint itself makes, in one table.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, HeaderName, HeaderValue, InvalidHeaderValue,
};

use super::{ErrorCode, Problem, Violation};

/// A refusal that Hardpoint itself makes. Its [`code`](Self::code) is the `code` in the body.
///
/// 429 and 503 mean that nothing was executed and the request may be sent again; 504 and 500
/// that it may have been executed.
///
/// ```
/// use hardpoint::error::Rejection;
///
/// let codes: Vec<_> = Rejection::ALL.iter().map(|rejection| rejection.code()).collect();
/// assert!(codes.contains(&"deadline_exceeded"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// Nobody says who makes the request.
    Unauthenticated,
    /// The request says who makes it, and that cannot be believed.
    InvalidCredentials,
    /// Whoever makes the request lacks a scope.
    InsufficientScope,
    /// Whoever makes the request may not make this one.
    Forbidden,
    /// Who makes the request cannot be found out at the moment.
    AuthenticationUnavailable,
    /// No endpoint serves the path, or a capture in it cannot be read.
    NotFound,
    /// The request is for a version of the API that there is not.
    UnknownVersion,
    /// The path is served, the method is not.
    MethodNotAllowed,
    /// The endpoint's sunset has passed: it answers no more.
    Sunset,
    /// The client was too slow to send its request.
    RequestTimeout,
    /// The body is larger than the endpoint takes, after decoding.
    PayloadTooLarge,
    /// The path and query are longer than the server takes.
    UriTooLong,
    /// The headers are larger than the server takes.
    HeadersTooLarge,
    /// The body is of another media type than the endpoint reads.
    UnsupportedMediaType,
    /// The body is in a content coding that the endpoint does not decode.
    UnsupportedEncoding,
    /// The endpoint takes no body.
    UnexpectedBody,
    /// The body cannot be read: cut short, not UTF-8, not in the coding it says.
    MalformedBody,
    /// The body is not JSON.
    MalformedJson,
    /// The body is not an urlencoded form of the fields that are expected.
    MalformedForm,
    /// The query cannot be read.
    MalformedQuery,
    /// A header cannot be read.
    MalformedHeader,
    /// The path is not percent-encoded UTF-8.
    MalformedPath,
    /// There is no body, and fields of it are required.
    MissingBody,
    /// The JSON body is nested too deep.
    TooDeep,
    /// A name is given twice, in an object of the body, the query or the headers.
    DuplicateKey,
    /// There are fields that the endpoint does not know.
    UnknownField,
    /// Fields are missing, or of the wrong type.
    InvalidField,
    /// The input can be read, and is not acceptable: `errors` says why.
    ValidationFailed,
    /// The endpoint is not served without an `Idempotency-Key`.
    IdempotencyKeyMissing,
    /// The `Idempotency-Key` is not 1 to 255 visible ASCII characters in one line.
    IdempotencyKeyInvalid,
    /// The `Idempotency-Key` came with another request before.
    IdempotencyKeyReused,
    /// A request under the same `Idempotency-Key` is being served.
    RequestInFlight,
    /// A request under the same `Idempotency-Key` began, and nobody knows how it ended.
    OutcomeUnknown,
    /// A rate limit is used up.
    RateLimited,
    /// The store of a rate limit is away, and the limit says `on-outage:deny`.
    RateStoreUnavailable,
    /// The store of idempotency keys is away.
    IdempotencyStoreUnavailable,
    /// The service is starting, stopping, or lacks what it needs: the answer of a probe.
    NotReady,
    /// The service sheds load.
    Overloaded,
    /// As many requests as the endpoint allows are being served.
    ConcurrencyExceeded,
    /// The endpoint's time was over before its answer was there.
    DeadlineExceeded,
    /// Something broke inside, a panic for one.
    Internal,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
struct Row {
    status: StatusCode,
    code: &'static str,
    detail: &'static str,
    kind: Option<(&'static str, &'static str)>,
    retry: Option<u64>,
    is_final: bool,
    close: bool,
}

/// The problem types that the RateLimit draft registers (draft-ietf-httpapi-ratelimit-headers-11).
const QUOTA: (&str, &str) = (
    "https://iana.org/assignments/http-problem-types#quota-exceeded",
    "Request cannot be satisfied as assigned quota has been exceeded",
);
const CAPACITY: (&str, &str) = (
    "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
    "Request cannot be satisfied due to temporary server capacity constraints",
);

impl Rejection {
    #[rustfmt::skip]
    const fn row(self) -> Row {
        use StatusCode as S;
        match self {
            Self::Unauthenticated => row(S::UNAUTHORIZED, "unauthenticated", "credentials are required; `WWW-Authenticate` says of which kind"),
            Self::InvalidCredentials => row(S::UNAUTHORIZED, "invalid_credentials", "the credentials are not valid; `WWW-Authenticate` says which are"),
            Self::InsufficientScope => row(S::FORBIDDEN, "insufficient_scope", "the credentials do not cover this; `required_scopes` lists what does"),
            Self::Forbidden => row(S::FORBIDDEN, "forbidden", "whoever makes this request may not make it"),
            Self::AuthenticationUnavailable => row(S::SERVICE_UNAVAILABLE, "authentication_unavailable", "credentials cannot be checked at the moment; nothing was executed").kind(CAPACITY).retry(1),
            Self::NotFound => row(S::NOT_FOUND, "not_found", "there is nothing under this path"),
            Self::UnknownVersion => row(S::NOT_FOUND, "unknown_version", "there is no such version; `versions` lists those that there are"),
            Self::MethodNotAllowed => row(S::METHOD_NOT_ALLOWED, "method_not_allowed", "this path does not take this method; `Allow` lists those that it takes"),
            Self::Sunset => row(S::GONE, "sunset", "this is no longer served, since the date in `Sunset`"),
            Self::RequestTimeout => row(S::REQUEST_TIMEOUT, "request_timeout", "the request took too long to arrive").closing(),
            Self::PayloadTooLarge => row(S::PAYLOAD_TOO_LARGE, "payload_too_large", "the body is larger than is taken here").closing(),
            Self::UriTooLong => row(S::URI_TOO_LONG, "uri_too_long", "the path and query are longer than is taken here").closing(),
            Self::HeadersTooLarge => row(S::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", "the headers are larger than is taken here").closing(),
            Self::UnsupportedMediaType => row(S::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "the body's media type is not read here; `Accept` lists those that are"),
            Self::UnsupportedEncoding => row(S::UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding", "the body's content coding is not decoded here; `Accept-Encoding` lists those that are"),
            Self::UnexpectedBody => row(S::BAD_REQUEST, "unexpected_body", "no body is taken here"),
            Self::MalformedBody => row(S::BAD_REQUEST, "malformed_body", "the body cannot be read"),
            Self::MalformedJson => row(S::BAD_REQUEST, "malformed_json", "the body is not JSON"),
            Self::MalformedForm => row(S::BAD_REQUEST, "malformed_form", "the body is not a form of the expected fields"),
            Self::MalformedQuery => row(S::BAD_REQUEST, "malformed_query", "the query cannot be read"),
            Self::MalformedHeader => row(S::BAD_REQUEST, "malformed_header", "a header cannot be read"),
            Self::MalformedPath => row(S::BAD_REQUEST, "malformed_path", "the path cannot be read"),
            Self::MissingBody => row(S::BAD_REQUEST, "missing_body", "a body is required"),
            Self::TooDeep => row(S::BAD_REQUEST, "too_deep", "the body is nested too deep"),
            Self::DuplicateKey => row(S::BAD_REQUEST, "duplicate_key", "names are given more than once; `errors` says which"),
            Self::UnknownField => row(S::UNPROCESSABLE_ENTITY, "unknown_field", "there are fields that are not known here; `errors` says which"),
            Self::InvalidField => row(S::UNPROCESSABLE_ENTITY, "invalid_field", "fields are missing or of the wrong type; `errors` says which"),
            Self::ValidationFailed => row(S::UNPROCESSABLE_ENTITY, "validation_failed", "the input is not acceptable; `errors` says why"),
            Self::IdempotencyKeyMissing => row(S::BAD_REQUEST, "idempotency_key_missing", "an `Idempotency-Key` header is required"),
            Self::IdempotencyKeyInvalid => row(S::BAD_REQUEST, "idempotency_key_invalid", "an `Idempotency-Key` is one line of 1 to 255 visible ASCII characters"),
            Self::IdempotencyKeyReused => row(S::UNPROCESSABLE_ENTITY, "idempotency_key_reused", "this `Idempotency-Key` came with another request before"),
            Self::RequestInFlight => row(S::CONFLICT, "request_in_flight", "a request under this `Idempotency-Key` is being served").retry(1),
            Self::OutcomeUnknown => row(S::CONFLICT, "outcome_unknown", "a request under this `Idempotency-Key` began, and its outcome is not known").not_final(),
            Self::RateLimited => row(S::TOO_MANY_REQUESTS, "rate_limited", "a rate limit is used up; nothing was executed").kind(QUOTA).retry(1),
            Self::RateStoreUnavailable => row(S::SERVICE_UNAVAILABLE, "rate_store_unavailable", "rate limits cannot be checked at the moment; nothing was executed").kind(CAPACITY).retry(1),
            Self::IdempotencyStoreUnavailable => row(S::SERVICE_UNAVAILABLE, "idempotency_store_unavailable", "an `Idempotency-Key` cannot be checked at the moment; nothing was executed").kind(CAPACITY).retry(1),
            Self::NotReady => row(S::SERVICE_UNAVAILABLE, "not_ready", "the service is not ready").kind(CAPACITY).retry(1),
            Self::Overloaded => row(S::SERVICE_UNAVAILABLE, "overloaded", "the service is overloaded; nothing was executed").kind(CAPACITY).retry(1),
            Self::ConcurrencyExceeded => row(S::SERVICE_UNAVAILABLE, "concurrency_exceeded", "too many requests are being served; nothing was executed").kind(CAPACITY).retry(1),
            Self::DeadlineExceeded => row(S::GATEWAY_TIMEOUT, "deadline_exceeded", "the request took longer than it may; it may have been executed"),
            Self::Internal => row(S::INTERNAL_SERVER_ERROR, "internal", "something went wrong inside; the request may have been executed"),
        }
    }

    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Unauthenticated,
        Self::InvalidCredentials,
        Self::InsufficientScope,
        Self::Forbidden,
        Self::AuthenticationUnavailable,
        Self::NotFound,
        Self::UnknownVersion,
        Self::MethodNotAllowed,
        Self::Sunset,
        Self::RequestTimeout,
        Self::PayloadTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::UnsupportedMediaType,
        Self::UnsupportedEncoding,
        Self::UnexpectedBody,
        Self::MalformedBody,
        Self::MalformedJson,
        Self::MalformedForm,
        Self::MalformedQuery,
        Self::MalformedHeader,
        Self::MalformedPath,
        Self::MissingBody,
        Self::TooDeep,
        Self::DuplicateKey,
        Self::UnknownField,
        Self::InvalidField,
        Self::ValidationFailed,
        Self::IdempotencyKeyMissing,
        Self::IdempotencyKeyInvalid,
        Self::IdempotencyKeyReused,
        Self::RequestInFlight,
        Self::OutcomeUnknown,
        Self::RateLimited,
        Self::RateStoreUnavailable,
        Self::IdempotencyStoreUnavailable,
        Self::NotReady,
        Self::Overloaded,
        Self::ConcurrencyExceeded,
        Self::DeadlineExceeded,
        Self::Internal,
    ];

    /// The problem's `code`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The response's status.
    pub const fn status(self) -> StatusCode {
        self.row().status
    }

    /// Its code and status, as a constant.
    pub(crate) const fn error_code(self) -> ErrorCode {
        let code = ErrorCode::new(self.code(), number(self.status()), "Rejection");
        match self.row().retry {
            Some(_) => code.retryable(true),
            None => code,
        }
    }

    /// The problem as which the client sees it.
    pub fn problem(self) -> Problem {
        let row = self.row();
        let mut problem = Problem::new(row.status, row.code).detail(row.detail);
        if let Some((uri, title)) = row.kind {
            problem = problem.type_uri(uri, title);
        }
        if let Some(seconds) = row.retry {
            problem = problem.retry_after(Duration::from_secs(seconds));
        }
        problem.is_final &= row.is_final;
        problem.close = row.close;
        problem
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        rejection.problem()
    }
}

/// The refusals of which there is more to say than the table does.
impl Problem {
    /// 403, with the scopes of which some are missing.
    pub(crate) fn insufficient_scope(required: &[Cow<'static, str>]) -> Self {
        let scopes: Vec<&str> = required.iter().map(|scope| &**scope).collect();
        Rejection::InsufficientScope
            .problem()
            .member("required_scopes", scopes)
    }

    /// 405, with the methods that the path takes: `GET, HEAD, POST`.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        Rejection::MethodNotAllowed
            .problem()
            .header_text(ALLOW, allow)
    }

    /// 413, with the number of bytes that are taken.
    pub(crate) fn payload_too_large(limit: u64) -> Self {
        Rejection::PayloadTooLarge
            .problem()
            .detail(format!("the body is larger than {limit} bytes"))
    }

    /// 415, with the media types that are read: `application/json`.
    pub(crate) fn unsupported_media_type(accept: &str) -> Self {
        Rejection::UnsupportedMediaType
            .problem()
            .header_text(ACCEPT, accept)
    }

    /// 415, with the content codings that are decoded: `gzip, deflate, identity`.
    pub(crate) fn unsupported_encoding(accept: &str) -> Self {
        Rejection::UnsupportedEncoding
            .problem()
            .header_text(ACCEPT_ENCODING, accept)
    }

    /// 422, with everything that is wrong.
    pub(crate) fn validation_failed(violations: Vec<Violation>) -> Self {
        Rejection::ValidationFailed.problem().violations(violations)
    }

    /// 429, with the longest wait of the limits that denied, and their names.
    pub(crate) fn rate_limited<'a>(
        wait: Duration,
        violated: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<&str> = violated.into_iter().collect();
        Rejection::RateLimited
            .problem()
            .retry_after(wait)
            .member("violated-policies", names)
    }

    /// A header whose value is text of our own; left out where it cannot be one.
    fn header_text(self, name: HeaderName, value: &str) -> Self {
        let value: Result<HeaderValue, InvalidHeaderValue> = value.parse();
        match value {
            Ok(value) => self.header(name, value),
            Err(_) => self,
        }
    }
}

/// The number of a status of the table, which its own method cannot tell in a constant.
const fn number(status: StatusCode) -> u16 {
    match status {
        StatusCode::BAD_REQUEST => 400,
        StatusCode::UNAUTHORIZED => 401,
        StatusCode::FORBIDDEN => 403,
        StatusCode::NOT_FOUND => 404,
        StatusCode::METHOD_NOT_ALLOWED => 405,
        StatusCode::REQUEST_TIMEOUT => 408,
        StatusCode::CONFLICT => 409,
        StatusCode::GONE => 410,
        StatusCode::PAYLOAD_TOO_LARGE => 413,
        StatusCode::URI_TOO_LONG => 414,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => 415,
        StatusCode::UNPROCESSABLE_ENTITY => 422,
        StatusCode::TOO_MANY_REQUESTS => 429,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => 431,
        StatusCode::SERVICE_UNAVAILABLE => 503,
        StatusCode::GATEWAY_TIMEOUT => 504,
        _ => 500,
    }
}

const fn row(status: StatusCode, code: &'static str, detail: &'static str) -> Row {
    Row {
        status,
        code,
        detail,
        kind: None,
        retry: None,
        is_final: true,
        close: false,
    }
}

impl Row {
    const fn kind(mut self, kind: (&'static str, &'static str)) -> Self {
        self.kind = Some(kind);
        self
    }

    const fn retry(mut self, seconds: u64) -> Self {
        self.retry = Some(seconds);
        self
    }

    const fn not_final(mut self) -> Self {
        self.is_final = false;
        self
    }

    const fn closing(mut self) -> Self {
        self.close = true;
        self
    }
}

#[cfg(test)]
mod tests;
