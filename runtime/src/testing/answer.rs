//! What a test is answered.

use std::fmt;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An answer, complete. What it is asked for and has not got is a panic with all of it.
#[derive(Clone)]
pub struct TestAnswer {
    /// Of what it is the answer.
    call: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl TestAnswer {
    pub(super) async fn read(call: String, response: HttpResponse) -> Self {
        let (response, body) = response.into_parts();
        let body = match to_bytes(body).await {
            Ok(body) => body,
            Err(error) => panic!("{call}: the body of its answer broke off: {error}"),
        };
        Self {
            call,
            status: response.status(),
            headers: response.headers().clone(),
            body,
        }
    }

    /// Its status, which can be compared with a number.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header, the first where there are several; `None` where there is none, or
    /// none that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The id of its request.
    pub fn request_id(&self) -> Option<&str> {
        self.header("x-request-id")
    }

    /// How long the client is asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header("retry-after")?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }

    /// Its body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its body as text.
    ///
    /// # Panics
    ///
    /// Where it is not UTF-8.
    #[track_caller]
    pub fn text(&self) -> &str {
        match std::str::from_utf8(&self.body) {
            Ok(text) => text,
            Err(error) => panic!("the body is no text: {error}\n{self:?}"),
        }
    }

    /// Its body, read from JSON.
    ///
    /// # Panics
    ///
    /// Where it is no JSON, or not of such a value.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the body cannot be read: {error}\n{self:?}"),
        }
    }

    /// The `code` of the problem that it tells; `None` where it tells none.
    pub fn code(&self) -> Option<String> {
        self.problem()?.get("code")?.as_str().map(str::to_owned)
    }

    /// Where the input was wrong, such as `#/items/0/quantity` or `query/limit`, in the order of the
    /// problem's `errors`.
    pub fn pointers(&self) -> Vec<String> {
        let problem = self.problem().unwrap_or_default();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let pointers = errors.iter().filter_map(|error| error["pointer"].as_str());
        pointers.map(str::to_owned).collect()
    }

    /// Checks that it tells a problem of that status and code in the envelope: as
    /// `application/problem+json`, with the answer's own status and the request's id in it.
    ///
    /// # Panics
    ///
    /// Where it does not.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> &Self {
        let Some(problem) = self.problem() else {
            panic!("no problem, but {status} `{code}` was expected\n{self:?}");
        };
        let told = (self.status.as_u16(), problem["code"].as_str());
        assert_eq!(told, (status, Some(code)), "{self:?}");
        assert_eq!(
            problem["status"], status,
            "the problem's status is the answer's\n{self:?}"
        );
        assert_eq!(
            problem["request_id"].as_str(),
            self.request_id(),
            "the problem's id is the request's\n{self:?}"
        );
        self
    }

    fn problem(&self) -> Option<Value> {
        let kind = self.header("content-type")?;
        match kind == "application/problem+json" {
            true => serde_json::from_slice(&self.body).ok(),
            false => None,
        }
    }
}

impl fmt::Debug for TestAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.call, self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        write!(f, "\n{}", String::from_utf8_lossy(&self.body))
    }
}
