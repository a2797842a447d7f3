//! TLS to Redis: nobody passes for the server, and what is in a URL stays there.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hardpoint::store::{Bucket, BucketKey, RateStore, Redis, acceptance};
use hardpoint_tests::servers::{Redis as Server, Relay};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use uuid::Uuid;

const SECOND: Duration = Duration::from_secs(1);

/// A certificate authority, in a folder that goes with the test.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: PathBuf,
}

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).expect("a certificate");
        // Whoever has the name of its issuer passes for its own issuer.
        parameters
            .distinguished_name
            .push(DnType::CommonName, "an authority");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(parameters, key).expect("a certificate");
        // Where a server's user, who may be nobody, can read it.
        let folder = std::env::temp_dir().join(format!("hardpoint-tls-{}", Uuid::now_v7()));
        fs::create_dir(&folder).expect("a folder");
        let authority = Self { issuer, folder };
        authority.write("authority.pem", &authority.issuer.pem());
        authority
    }

    /// A certificate for that name, and its key.
    fn certify(&self, name: &str) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new([name.into()]).expect("a certificate");
        let certificate = certificate
            .signed_by(&key, &self.issuer)
            .expect("a certificate");
        (
            self.write(&format!("{name}.pem"), &certificate.pem()),
            self.write(&format!("{name}.key"), &key.serialize_pem()),
        )
    }

    /// A server whose certificate is for `localhost`.
    fn server(&self, arguments: &[&str]) -> Server {
        let (certificate, key) = self.certify("localhost");
        let usual = ["--tls-auth-clients", "no"];
        Server::with_tls(&certificate, &key, &[&usual, arguments].concat())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).expect("a file");
        path
    }

    /// The file that it is known by.
    fn file(&self) -> String {
        self.folder.join("authority.pem").display().to_string()
    }

    /// The URL of a server, with this authority as the one that is trusted.
    fn trusted(&self, url: &str) -> String {
        format!("{url}?sslrootcert={}", self.file())
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a decision over that URL comes to.
async fn decided(url: &str) -> Result<(), String> {
    let store = Redis::connect(url).map_err(|error| error.to_string())?;
    let bucket = Bucket {
        key: BucketKey { group: 1, hash: 1 },
        size: SECOND,
        price: SECOND,
        shadow: false,
    };
    match store.take(&[bucket]).await {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{error} {error:?}")),
    }
}

#[tokio::test]
async fn redis_over_tls_passes_the_acceptance_suite() {
    let authority = Authority::new();
    let server = authority.server(&[]);
    let store = Redis::connect(&authority.trusted(server.url())).expect("a URL");
    acceptance::rates(&store).await;
}

#[tokio::test]
async fn a_cluster_over_tls_passes_the_acceptance_suite() {
    let authority = Authority::new();
    let clustered = ["--cluster-enabled", "yes", "--tls-cluster", "yes"];
    let trusting = ["--tls-ca-cert-file", &authority.file()];
    let server = authority.server(&[&clustered[..], &trusting].concat());
    let slots: Vec<String> = (0..16_384).map(|slot: u16| slot.to_string()).collect();
    let slots = slots.iter().map(String::as_str);
    let words: Vec<&str> = ["CLUSTER", "ADDSLOTS"].into_iter().chain(slots).collect();
    server.tell(&words).await;
    while !format!("{:?}", server.tell(&["CLUSTER", "INFO"]).await).contains("cluster_state:ok") {}
    let url = server.url().replace("rediss:", "rediss+cluster:");
    let store = Redis::connect(&authority.trusted(&url)).expect("a URL");
    acceptance::rates(&store).await;
}

#[tokio::test]
async fn nobody_passes_for_the_server() {
    let authority = Authority::new();
    let server = authority.server(&[]);
    decided(&authority.trusted(server.url()))
        .await
        .expect("the server itself");

    let other_name = server.url().replace("localhost", "127.0.0.1");
    let refused = decided(&authority.trusted(&other_name)).await.unwrap_err();
    assert!(refused.contains("not valid for name"), "{refused}");

    let other_authority = Authority::new();
    let refused = decided(&other_authority.trusted(server.url())).await;
    let refused = refused.unwrap_err();
    assert!(refused.contains("invalid peer certificate"), "{refused}");

    // Those that the system trusts, if it trusts any.
    let refused = decided(server.url()).await.unwrap_err();
    assert!(
        refused.contains("UnknownIssuer") || refused.contains("sslrootcert"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_without_it() {
    let authority = Authority::new();
    let server = Server::start(&[]);
    let url = server
        .url()
        .replace("redis://127.0.0.1", "rediss://:hunter2@localhost");
    let refused = decided(&authority.trusted(&url)).await.unwrap_err();
    assert!(
        refused.contains("does it speak it on this port?"),
        "{refused}"
    );
    // Above all not with a password.
    let commands = server.tell(&["INFO", "commandstats"]).await;
    let commands: String = redis::from_redis_value(commands).expect("text");
    assert!(commands.contains("cmdstat_ping") && !commands.contains("cmdstat_auth"));
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_is_shown_one() {
    let authority = Authority::new();
    let (certificate, key) = authority.certify("localhost");
    let arguments = ["--tls-ca-cert-file", &authority.file()];
    let server = Server::with_tls(&certificate, &key, &arguments);

    let url = authority.trusted(server.url());
    let refused = decided(&url).await.unwrap_err();
    assert!(!refused.is_empty());

    let (certificate, key) = authority.certify("shop");
    let (certificate, key) = (certificate.display(), key.display());
    let shown = format!("{url}&sslcert={certificate}&sslkey={key}");
    decided(&shown).await.expect("a client with a certificate");
    // A key that is not the certificate's is told at once.
    let (_, other) = authority.certify("other");
    let unfit = format!("{url}&sslcert={certificate}&sslkey={}", other.display());
    let refused = decided(&unfit).await.unwrap_err();
    assert!(refused.contains("do not fit"), "{refused}");
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_told_at_once() {
    let authority = Authority::new();
    let empty = authority.write("empty.pem", "");
    for (options, word) in [
        ("sslrootcert=/nowhere.pem".to_owned(), "/nowhere.pem"),
        (format!("sslrootcert={}", empty.display()), "no certificate"),
        (
            format!(
                "sslrootcert={}&sslcert=/nowhere.pem&sslkey=/nowhere.key",
                authority.file()
            ),
            "`sslcert`",
        ),
    ] {
        let error = Redis::connect(&format!("rediss://localhost?{options}"));
        let error = error.expect_err("no connection").to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[tokio::test]
async fn a_user_with_few_rights_in_a_database_of_its_own_is_enough() {
    let server = Server::start(&[
        "--user",
        "shop",
        "on",
        ">hunter2",
        "~hardpoint:*",
        "+evalsha",
        "+script|load",
        "+select",
        "+time",
        "+mget",
        "+get",
        "+set",
        "+del",
        "+hmget",
        "+hset",
        "+hdel",
        "+pttl",
        "+pexpire",
        "+info",
    ]);
    let at = |user: &str, database: u8| format!("redis://{user}@{}/{database}", server.address());
    let store = Redis::connect(&at("shop:hunter2", 3)).expect("a URL");
    acceptance::rates(&store).await;
    acceptance::idempotency(&store).await;
    acceptance::cache(&store).await;
    // Without the right to ask who it is, for rates alone.
    server.tell(&["ACL", "SETUSER", "shop", "-info"]).await;
    acceptance::rates(&store).await;
    assert_ne!(server.info("db3").await, "");
    assert_eq!(server.info("db0").await, "");

    let refused = decided(&at("shop:hunter3", 3)).await.unwrap_err();
    assert!(refused.contains("authentication failed"), "{refused}");
    let refused = decided(&at("shop:hunter2", 99)).await.unwrap_err();
    assert!(refused.contains("database"), "{refused}");
}

#[tokio::test]
async fn no_error_shows_what_is_secret_in_a_url() {
    let server = Server::start(&["--requirepass", "right"]);
    let authority = Authority::new();
    let with_tls = authority.server(&[]);
    let nobody = Relay::to("127.0.0.1:1").await;
    let address = server.address();
    let urls = [
        // The password is wrong.
        format!("redis://:hunter2@{address}"),
        format!("redis://somebody:hunter2@{address}/5"),
        // Nobody is there.
        format!("redis://:hunter2@{}", nobody.address()),
        "redis://:hunter2@nowhere.invalid".into(),
        "redis+cluster://:hunter2@nowhere.invalid".into(),
        // It is no cluster.
        format!("redis+cluster://:hunter2@{address}"),
        // TLS fails.
        format!("rediss://:hunter2@{address}"),
        authority.trusted(
            &with_tls
                .url()
                .replace("://localhost", "://:hunter2@127.0.0.1"),
        ),
        // It cannot be read.
        "redis://:hunter2@".into(),
        "http://:hunter2@localhost".into(),
    ];
    for url in urls {
        let shown = format!("{:?}", Redis::connect(&url).map(|_| ()));
        let refused = decided(&url).await.unwrap_err();
        for text in [shown, refused] {
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
    let right = Redis::connect(&format!("redis://:right@{address}")).expect("a URL");
    assert!(!format!("{right:?}").contains("right"));
    decided(&format!("redis://:right@{address}"))
        .await
        .expect("the right password");
}
