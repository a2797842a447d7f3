//! What is done with secrets, one way an endpoint.

use std::fmt;
use std::io;

use actix_web::HttpRequest;
use actix_web::web::Data;
use hardpoint::db::Db;
use hardpoint::prelude::*;
use hardpoint::{RequestContext, Secret};
use tracing::Instrument as _;
use tracing_log::log;

pub(crate) fn all() -> Endpoints {
    endpoints![
        body, cached, fails, headers, limited, notes, once, panics, path, query, said, shown,
        spawns, sql, streams, waits, who
    ]
}

#[derive(Debug, ApiRequest)]
struct Looked {
    #[api(query)]
    #[garde(length(max = 500))]
    token: String,
    #[api(query)]
    #[garde(length(max = 500))]
    next: String,
}

/// Logs its request as a whole, and an address with it in its query.
#[endpoint(get = "/query", rate = "1000/s")]
async fn query(looked: Looked) -> &'static str {
    let next = &looked.next;
    let dsn = format!("https://u:{}@h/?api_key={}&x=1", looked.token, looked.token);
    tracing::info!(?looked, "asked for {next}");
    tracing::info!(dsn, "next");
    "ok"
}

#[derive(Debug, ApiRequest)]
struct Login {
    #[garde(length(min = 1, max = 64))]
    user: String,
    #[garde(length(min = 1, max = 64))]
    password: String,
}

#[endpoint(post = "/body")]
async fn body(login: Login) -> &'static str {
    tracing::info!(?login, "logs in");
    let password = login.password;
    tracing::info!(password, user = login.user, "logs in");
    let json = serde_json::json!({ "cardNumber": password, "deep": { "iban": password } });
    tracing::info!(%json, "pays");
    tracing::info!(json = json.to_string(), "pays");
    "ok"
}

/// Its capture is nobody's to log.
#[endpoint(get = "/path/{secret}")]
async fn path(secret: actix_web::web::Path<String>) -> String {
    tracing::info!("{:?}", Secret::new(secret.clone()));
    "ok".to_owned()
}

#[endpoint(get = "/headers")]
async fn headers(request: HttpRequest) -> &'static str {
    let all = request.headers();
    tracing::info!(headers = ?all, "all of them");
    tracing::debug!("all of them: {all:#?}");
    for (name, value) in all {
        tracing::info!(header = ?(name.as_str(), value.to_str().unwrap_or_default()), "one");
        tracing::info!("{name}: {}", value.to_str().unwrap_or_default());
    }
    "ok"
}

/// With a source, and that with another one.
#[derive(Debug)]
struct Outer(io::Error);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the upstream cannot be asked")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[derive(Debug, ApiError)]
enum Failure {
    #[api(internal)]
    Upstream(#[from] Outer),
}

#[derive(ApiRequest)]
struct Marked {
    #[api(query)]
    #[garde(length(max = 500))]
    token: String,
}

#[endpoint(get = "/fails")]
async fn fails(marked: Marked) -> Result<&'static str, Failure> {
    let token = marked.token;
    let text = format!("GET https://u:{token}@h/?token={token} Bearer {token}: password={token}");
    let error = Outer(io::Error::other(text));
    tracing::warn!(error = &error as &dyn std::error::Error, "before");
    Err(error)?
}

#[endpoint(get = "/panics")]
async fn panics(marked: Marked) -> &'static str {
    panic!("no login with password={}", marked.token)
}

#[endpoint(post = "/once", idempotent)]
async fn once() -> &'static str {
    tracing::info!("under a claim");
    "once"
}

#[endpoint(get = "/cached", cache = "ttl:60 shared")]
async fn cached() -> &'static str {
    tracing::info!("to be kept");
    "cached"
}

/// Of which the second in an hour is refused, and would have been by another limit.
#[endpoint(get = "/limited", rate = ["1/h per:ip", "1/h per:global mode:shadow"])]
async fn limited() -> &'static str {
    "limited"
}

/// What is of the type that says it.
#[derive(Debug)]
struct Account {
    #[expect(dead_code, reason = "it is shown")]
    owner: &'static str,
    number: Secret<String>,
}

/// Shows a secret that nothing but its type tells, and addresses whose queries are in code.
#[endpoint(get = "/shown")]
async fn shown(marked: Marked) -> &'static str {
    let token = marked.token;
    let account = Account {
        owner: "ada",
        number: Secret::new(token.clone()),
    };
    tracing::info!(?account, number = ?account.number, "an account");
    tracing::info!(account = ?Some(&account), "{:#?}", account);
    tracing::info!("to /back?user%5Bpassword%5D={token}&access%5Ftoken={token}#done");
    tracing::info!(
        next = format!("/in?next=%2Fback%3Ftoken%3D{token}%26x%3D1"),
        "to"
    );
    tracing::info!(
        uri = format!("/in?code={token}&key={token}&sig={token}"),
        "to"
    );
    "ok"
}

/// Waits for as long as its client does.
#[endpoint(get = "/waits", timeout = "20s")]
async fn waits() -> &'static str {
    tracing::info!("waits");
    std::future::pending::<()>().await;
    "in vain"
}

/// An answer that is made while it is sent.
#[endpoint(get = "/streams")]
async fn streams() -> actix_web::HttpResponse {
    let parts = ["a", "b"].map(|part| {
        tracing::info!("a part is prepared");
        async move {
            tracing::info!("a part is sent");
            Ok::<_, io::Error>(actix_web::web::Bytes::from_static(part.as_bytes()))
        }
    });
    let parts = futures_util::stream::iter(parts);
    actix_web::HttpResponse::Ok().streaming(futures_util::StreamExt::then(parts, |part| part))
}

/// Says in the log what a client said.
#[endpoint(get = "/said")]
async fn said(looked: Looked) -> &'static str {
    tracing::info!(said = looked.next, "said {}", looked.next);
    "ok"
}

#[endpoint(get = "/who", auth, rate = "1000/s per:principal")]
async fn who() -> &'static str {
    "you"
}

/// Work that goes on in other tasks and threads, in the ways that there are.
#[endpoint(get = "/spawns")]
async fn spawns() -> &'static str {
    let carried = tokio::spawn(RequestContext::carry(async {
        tracing::info!("in a task");
        let inner = tokio::spawn(RequestContext::carry(async {
            tracing::info!("in a task of a task");
        }));
        inner.await
    }));
    let spanned = tokio::spawn(async { tracing::info!("in a span") }.in_current_span());
    let local = actix_web::rt::spawn(RequestContext::carry(async {
        tracing::info!("on this thread");
    }));
    let call = RequestContext::carry_call(|| tracing::info!("in a thread"));
    let blocking = actix_web::web::block(call);
    let logged = async { log::warn!("by the log crate") };
    let _ = tokio::join!(carried, spanned, local, blocking, logged);
    "ok"
}

/// What a dependency does: spans with whatever it has at hand.
#[endpoint(post = "/notes")]
async fn notes(login: Login) -> &'static str {
    let span = tracing::info_span!("login", login.password, note = tracing::field::Empty);
    async {
        tracing::info!("within");
        log::info!("authorization: Basic {}", login.password);
        tracing::Span::current().record("note", format!("pin={}", login.password));
        tracing::info!("with a note");
    }
    .instrument(span)
    .await;
    "ok"
}

/// Parameters, a literal, a row that is refused, and a text that is no number.
#[endpoint(get = "/sql")]
async fn sql(marked: Marked, db: Data<Db>) -> &'static str {
    let token = marked.token;
    let write = || db.write();
    let table = "CREATE TABLE IF NOT EXISTS logins (name text PRIMARY KEY)";
    let mut outcomes = vec![write().batch_execute(table).await.is_ok()];
    let insert = "INSERT INTO logins (name) VALUES ($1)";
    for _ in 0..2 {
        let done = write().execute(insert, &[&token]).await;
        if let Err(error) = &done {
            tracing::warn!(error = error as &dyn std::error::Error, shown = ?error, "refused");
        }
        outcomes.push(done.is_ok());
    }
    let literal = format!("INSERT INTO logins (name) VALUES ('and {token}')");
    outcomes.push(write().batch_execute(&literal).await.is_ok());
    let number = "SELECT $1::text::int";
    let done = db.read().query_one(number, &[&token]).await;
    if let Err(error) = &done {
        tracing::warn!(error = error as &dyn std::error::Error, shown = ?error, "no number");
    }
    outcomes.push(done.is_ok());
    match outcomes[..] {
        [true, true, false, true, false] => "as expected",
        _ => "otherwise",
    }
}
