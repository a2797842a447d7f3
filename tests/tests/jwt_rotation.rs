//! Keys that come and go in a file while the service runs.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hardpoint::auth::{JwksFile, Jwt, JwtAlgorithm};
use hardpoint::prelude::*;
use hardpoint_tests::limits::in_time;
use hardpoint_tests::tokens::{NOW, Signer, claims};
use hardpoint_tests::{Request, Service};
use parking_lot::{Mutex, RwLock};
use serde_json::json;

#[endpoint(get = "/known", auth)]
async fn known(who: Principal) -> String {
    who.id().to_owned()
}

/// A file of keys that an issuer writes.
struct Published(PathBuf);

impl Published {
    fn new(signers: &[&Signer]) -> Self {
        let name = format!(
            "hardpoint-keys-{}-{}.json",
            std::process::id(),
            fastrand::u64(..)
        );
        let file = Self(std::env::temp_dir().join(name));
        file.publish(signers);
        file
    }

    fn publish(&self, signers: &[&Signer]) {
        let keys: Vec<_> = signers.iter().map(|signer| signer.jwk()).collect();
        self.write(&json!({"keys": keys}).to_string());
    }

    /// As it should be done: readers see the old file or the new one.
    fn write(&self, text: &str) {
        let new = self.0.with_extension("new");
        std::fs::write(&new, text).expect("a file");
        std::fs::rename(&new, &self.0).expect("it takes its place");
    }

    fn service(&self) -> Service {
        let jwt = Jwt::builder().issuer("issuer").audience("orders");
        let jwt = jwt.jwks_file(JwksFile::new(&self.0)).build();
        let jwt = jwt.expect("the keys can be used");
        let set_up = |builder: hardpoint::Builder| builder.authenticator(jwt);
        Service::with(endpoints![known], set_up, |_| {})
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn signer(kid: &str) -> Signer {
    Signer::new(JwtAlgorithm::Es256).kid(kid)
}

/// A token that outlives the test's turning of the clock.
fn token(signer: &Signer) -> String {
    let mut claims = claims("ada");
    claims["exp"] = json!(NOW + 86_400);
    signer.token(&claims)
}

async fn status(service: &Service, signer: &Signer) -> u16 {
    let line = format!("Bearer {}", token(signer));
    let request = Request::get("/known").header("authorization", &line);
    service.send(request).await.status
}

#[tokio::test]
async fn a_new_key_is_good_at_once_and_an_old_one_until_the_file_is_read() {
    let (old, new) = (signer("old"), signer("new"));
    let file = Published::new(&[&old]);
    let service = file.service();
    assert_eq!(status(&service, &old).await, 200);
    file.publish(&[&new]);
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(status(&service, &old).await, 200, "it is not due");
    assert_eq!(status(&service, &new).await, 200, "looked for");
    assert_eq!(
        status(&service, &old).await,
        401,
        "and so the other is seen to be gone"
    );
}

#[tokio::test]
async fn a_key_that_is_taken_out_is_good_for_one_interval_at_most() {
    let (leaked, other) = (signer("leaked"), signer("other"));
    let file = Published::new(&[&leaked, &other]);
    let service = file.service();
    assert_eq!(status(&service, &leaked).await, 200);
    file.publish(&[&other]);
    service.clock.advance(Duration::from_millis(29_999));
    assert_eq!(status(&service, &leaked).await, 200);
    service.clock.advance(Duration::from_millis(1));
    assert_eq!(status(&service, &leaked).await, 401);
    assert_eq!(status(&service, &other).await, 200);
    file.publish(&[]);
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&service, &other).await, 401, "none is good any more");
}

#[tokio::test]
async fn made_up_key_ids_make_the_file_be_read_once_a_second() {
    let (old, new, stranger) = (signer("old"), signer("new"), signer("made up"));
    let file = Published::new(&[&old]);
    let service = file.service();
    assert_eq!(status(&service, &stranger).await, 401);
    file.publish(&[&old, &new]);
    for _ in 0..100 {
        assert_eq!(status(&service, &stranger).await, 401);
    }
    assert_eq!(status(&service, &new).await, 401, "it was just read");
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(status(&service, &new).await, 200);
}

#[tokio::test]
async fn a_key_of_the_same_id_and_another_algorithm_does_not_stand_for_it() {
    let (elliptic, secret) = (signer("1"), Signer::new(JwtAlgorithm::Hs256).kid("1"));
    let file = Published::new(&[&elliptic]);
    let service = file.service();
    // An issuer that is taken over could publish a secret that everybody knows.
    file.publish(&[&elliptic, &secret]);
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&service, &elliptic).await, 200);
    assert_eq!(status(&service, &secret).await, 401);
}

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines_of(file: &Published, words: &str) -> usize {
    let path = file.0.display().to_string();
    let lines = String::from_utf8_lossy(&LINES.lock()).into_owned();
    let ours = lines.lines().filter(|line| line.contains(&path));
    ours.filter(|line| line.contains(words)).count()
}

#[tokio::test]
async fn a_broken_file_leaves_the_keys_that_it_had_and_is_told_once() {
    tracing_subscriber::fmt().with_writer(|| Lines).init();
    let (old, new) = (signer("old"), signer("new"));
    let file = Published::new(&[&old]);
    let service = file.service();
    let whole = json!({"keys": [new.jwk()]}).to_string();
    let (half, useless) = (&whole[..whole.len() / 2], r#"{"keys":[{"kty":"new"}]}"#);
    let broken = ["", half, "not JSON", "[]", useless, &"x".repeat(2 << 20)];
    for (index, text) in broken.into_iter().enumerate() {
        file.write(text);
        let before = lines_of(&file, "cannot be used");
        for _ in 0..5 {
            service.clock.advance(Duration::from_secs(30));
            assert_eq!(status(&service, &old).await, 200, "{index}");
            assert_eq!(status(&service, &new).await, 401, "{index}");
        }
        let told = lines_of(&file, "cannot be used") - before;
        // The first four are broken in the same words.
        assert_eq!(told, usize::from([0, 4, 5].contains(&index)), "{index}");
    }
    std::fs::remove_file(&file.0).expect("it was there");
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&service, &old).await, 200, "no file at all");
    file.write(&whole);
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&service, &new).await, 200);
    assert_eq!(status(&service, &old).await, 401);
    assert_eq!(lines_of(&file, "has changed"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_no_token_is_refused_while_keys_rotate() {
    let mut keys = vec![Arc::new(signer("0"))];
    let file = Published::new(&[&keys[0]]);
    let service = Arc::new(file.service());
    let current = Arc::new(RwLock::new(Arc::clone(&keys[0])));
    let served: Arc<[AtomicUsize; 8]> = Arc::default();
    let is_over = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..served.len())
        .map(|client| {
            let (service, current) = (Arc::clone(&service), Arc::clone(&current));
            let (served, is_over) = (Arc::clone(&served), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut connection = service.connect().await;
                while !is_over.load(Ordering::Relaxed) {
                    let signer = Arc::clone(&current.read());
                    let line = format!("Bearer {}", token(&signer));
                    let request = Request::get("/known").header("authorization", &line);
                    let answer = connection.send(request).await;
                    assert_eq!(answer.status, 200, "{signer:?}");
                    served[client].fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for round in 1..=20 {
        // Published first, then used, then the one before the last is taken out.
        let new = Arc::new(signer(&round.to_string()));
        let old = keys.last().expect("one");
        file.publish(&[old, &new]);
        service.clock.advance(Duration::from_secs(1));
        *current.write() = Arc::clone(&new);
        keys.push(new);
        // Until every client has sent some that it began with after that: a token that is older than
        // the key before is refused, and rightly.
        let counts = || served.iter().map(|count| count.load(Ordering::Relaxed));
        let before: Vec<_> = counts().collect();
        in_time(async {
            while counts().zip(&before).any(|(now, before)| now < before + 5) {
                assert!(clients.iter().all(|client| !client.is_finished()));
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("every answer was a 200");
    }
    assert_eq!(
        status(&service, &keys[0]).await,
        401,
        "the first is long gone"
    );
}
