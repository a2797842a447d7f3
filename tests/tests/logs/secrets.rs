//! What is never in the log, whichever way it comes.

use hardpoint_tests::limits::in_time;
use hardpoint_tests::{Connection, Request, seed};
use serde_json::json;

use super::process::Logged;

/// Something that is nowhere else.
fn secret(what: &str) -> String {
    format!("{what}-{:016x}", fastrand::u64(..))
}

#[tokio::test]
async fn no_secret_is_in_the_log_whichever_way_it_comes() {
    seed();
    let mut secrets = Vec::new();
    let mut new = |what: &str| {
        let secret = secret(what);
        secrets.push(secret.clone());
        secret
    };
    let (away, redis) = (new("away"), new("redis"));
    let mut logged = Logged::start(
        "trace",
        &[
            ("AWAY_URL", &format!("postgres://u:{away}@127.0.0.1:1/db")),
            ("REDIS_URL", &format!("redis://:{redis}@127.0.0.1:1")),
        ],
    );
    let status = async |request: Request| {
        let answer = logged.send(request).await;
        (
            answer.status,
            String::from_utf8_lossy(&answer.body).into_owned(),
        )
    };
    let ok = |body: &str| (200, body.to_owned());

    let (token, next) = (new("query"), new("next"));
    let target = format!("/query?token={token}&next=/x?jwt={next}");
    assert_eq!(status(Request::get(&target)).await, ok("ok"));
    let login = json!({ "user": "ada", "password": new("body") });
    assert_eq!(status(Request::post("/body").json(&login)).await, ok("ok"));
    // One that is refused, one that is broken, one that is not read at all.
    let login = json!({ "user": "", "password": new("refused") });
    assert_eq!(status(Request::post("/body").json(&login)).await.0, 422);
    let broken = format!("{{\"user\":\"a\",\"password\":\"{}\",", new("broken"));
    let broken = Request::post("/body")
        .header("content-type", "application/json")
        .body(broken);
    assert_eq!(status(broken).await.0, 400);
    let unasked = json!({ "user": "a", "password": "b", new("field"): new("unasked") });
    assert_eq!(status(Request::post("/body").json(&unasked)).await.0, 422);
    assert_eq!(
        status(Request::get(&format!("/path/{}", new("path")))).await,
        ok("ok")
    );
    assert_eq!(
        status(Request::get(&format!(
            "/none/{}?a={}",
            new("none"),
            new("a")
        )))
        .await
        .0,
        404
    );

    let headers = Request::get("/headers")
        .header("authorization", &format!("Bearer {}", new("bearer")))
        .header(
            "cookie",
            &format!("a={}; b={}", new("cookie"), new("cookie")),
        )
        .header("x-api-key", &new("key"))
        .header("x-amz-security-token", &new("amz"))
        .header("idempotency-key", &new("idempotency"));
    assert_eq!(status(headers).await, ok("ok"));
    let target = |path: &str, secret: String| Request::get(&format!("{path}?token={secret}"));
    assert_eq!(status(target("/fails", new("fails"))).await.0, 500);
    assert_eq!(status(target("/panics", new("panics"))).await.0, 500);
    assert_eq!(status(target("/sql", new("sql"))).await, ok("as expected"));
    assert_eq!(status(target("/shown", new("shown"))).await, ok("ok"));
    let login = json!({ "user": "ada", "password": new("span") });
    assert_eq!(status(Request::post("/notes").json(&login)).await, ok("ok"));
    for _ in 0..2 {
        let key = new("once");
        let once = Request::post("/once").header("idempotency-key", &key);
        assert_eq!(status(once.clone()).await, ok("once"));
        assert_eq!(status(once).await, ok("once"));
    }
    assert_eq!(
        status(Request::get("/who").header("x-who", &new("who"))).await,
        ok("you")
    );
    // What nobody understands.
    let garbage = format!(
        "GET /{} HTTP/9.9\r\nauthorization: {}\r\n\r\n",
        new("g"),
        new("g")
    );
    let mut connection = Connection::open(logged.at).await;
    connection.write(garbage.as_bytes()).await;
    let _ = in_time(connection.try_answer()).await;
    let put = Request::new("PUT", "/log-level").body(format!("token={}", new("level")));
    assert_eq!(logged.ask_admin(put).await.status, 422);
    logged.until(|line| line["fields"]["route"] == "/who");

    let (lines, others, code) = logged.stop("TERM");
    assert_eq!(code, Some(0));
    assert!(others.is_empty(), "what is no line: {others:#?}");
    let everything: Vec<String> = lines.iter().map(ToString::to_string).collect();
    for secret in &secrets {
        // Whatever is left of it.
        let (_, random) = secret.rsplit_once('-').expect("two parts");
        let found: Vec<_> = everything
            .iter()
            .filter(|line| line.contains(random))
            .collect();
        assert!(found.is_empty(), "{secret} is in {found:#?}");
    }
    // Where they would have been, had they not been taken out.
    for part in [
        "LoggedSettings {",
        "Login { user: \\\"ada\\\", password: \\\"[redacted]\\\" }",
        "\"password\":\"[redacted]\"",
        "https://[redacted]@h/?api_key=[redacted]&x=1",
        "postgres://[redacted]@127.0.0.1:1/db",
        "with parameters: [redacted]",
        "VALUES ('[redacted]')",
        "authorization: [redacted]",
        "no login with password=[redacted]",
        "the upstream cannot be asked: GET https://[redacted]@h/?token=[redacted] Bearer [redacted]",
        "pin=[redacted]",
        "Account { owner: \\\"ada\\\", number: [redacted] }",
        "user%5Bpassword%5D=[redacted]&access%5Ftoken=[redacted]",
        "next=%2Fback%3Ftoken%3D[redacted]",
        "code=[redacted]&key=[redacted]&sig=[redacted]",
        "the store of rates is away",
        "\"target\":\"tokio_postgres",
    ] {
        assert!(
            everything.iter().any(|line| line.contains(part)),
            "{part}: {everything:#?}"
        );
    }
}
#[tokio::test]
async fn nothing_that_a_client_says_makes_a_line_of_its_own() {
    for format in ["json", "text"] {
        // The address is in a line of JSON: it is asked for on another one.
        let logged = Logged::start("info", &[]);
        let forged = "%0A%7B%22level%22:%22ERROR%22,%22message%22:%22forged%22%7D%0D%1B[2J";
        let target = format!("/said?token=x&next=a{forged}");
        assert_eq!(logged.send(Request::get(&target)).await.status, 200);
        let (lines, others, _) = logged.stop("TERM");
        assert!(others.is_empty(), "{format}: {others:#?}");
        assert!(
            lines.iter().all(|line| line["message"] != "forged"),
            "{lines:#?}"
        );
        let said = lines.iter().find(|line| line["fields"]["said"].is_string());
        let text = said.expect("it is said")["fields"]["said"]
            .as_str()
            .unwrap_or_default();
        assert!(text.starts_with("a\n{"), "{text:?}");
    }
}
