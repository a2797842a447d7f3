//! TLS to the database: what each mode takes, and that nobody passes for the server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::{Either, select};
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint_tests::servers::{Postgres, look, until};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use uuid::Uuid;

/// A server whose certificate is for `localhost`, and the file with its authority.
fn server() -> (Postgres, Files) {
    let files = Files::new();
    let mut authority =
        CertificateParams::new(Vec::new()).expect("a certificate, and a file for it");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(
        authority,
        KeyPair::generate().expect("a certificate, and a file for it"),
    )
    .expect("a certificate, and a file for it");
    let key = KeyPair::generate().expect("a certificate, and a file for it");
    let certificate =
        CertificateParams::new(["localhost".into()]).expect("a certificate, and a file for it");
    let certificate = certificate
        .signed_by(&key, &authority)
        .expect("a certificate, and a file for it");
    files.write("authority.pem", &authority.pem());
    let certificate = files.write("certificate.pem", &certificate.pem());
    let key = files.write("key.pem", &key.serialize_pem());
    (Postgres::with_tls(&certificate, &key), files)
}

/// A folder that goes with the test.
struct Files(PathBuf);

impl Files {
    fn new() -> Self {
        let name = format!("tls-{}", Uuid::now_v7());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir(&folder).expect("a certificate, and a file for it");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a certificate, and a file for it");
        path
    }

    fn authority(&self) -> String {
        self.0.join("authority.pem").display().to_string()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(server: &Postgres, host: &str, options: &str) -> Result<Db, Error> {
    let url = server.url().replace("127.0.0.1", host);
    let settings = DbSettings::new(format!("{url}?{options}")).pool_size(1);
    Db::connect(&settings.connect_timeout(Duration::from_secs(20))).await
}

/// Whether its connections are encrypted.
async fn is_encrypted(db: &Db) -> bool {
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    db.read().query_one(sql, &[]).await.expect("a row").get(0)
}

#[tokio::test]
async fn each_mode_encrypts_as_it_says() {
    let (server, files) = server();
    let verified = format!("sslmode=verify-full&sslrootcert={}", files.authority());
    for (host, options, encrypted) in [
        ("127.0.0.1", "sslmode=disable", false),
        ("127.0.0.1", "", true),
        ("127.0.0.1", "sslmode=prefer", true),
        ("127.0.0.1", "sslmode=require", true),
        ("localhost", &verified, true),
    ] {
        let db = connect(&server, host, options).await.expect(options);
        assert_eq!(is_encrypted(&db).await, encrypted, "{options}");
    }
}

#[tokio::test]
async fn nobody_passes_for_the_server_under_verify_full() {
    let (server, files) = server();
    let other = format!("sslmode=verify-full&sslrootcert={}", files.authority());
    let wrong_name = connect(&server, "127.0.0.1", &other).await.unwrap_err();
    assert!(
        format!("{wrong_name:?}").contains("not valid for"),
        "{wrong_name:?}"
    );

    let (_another, files) = self::server();
    let other = format!("sslmode=verify-full&sslrootcert={}", files.authority());
    let unknown = connect(&server, "localhost", &other).await.unwrap_err();
    assert!(matches!(unknown, Error::Unavailable(_)), "{unknown:?}");

    // Those that the system trusts, if it trusts any.
    let unknown = connect(&server, "localhost", "sslmode=verify-full")
        .await
        .unwrap_err();
    assert!(
        matches!(unknown, Error::Unavailable(_) | Error::Settings(_)),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let server = Postgres::start(&[]);
    let refused = connect(&server, "127.0.0.1", "sslmode=require").await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    let db = connect(&server, "127.0.0.1", "sslmode=prefer")
        .await
        .unwrap();
    assert!(!is_encrypted(&db).await);
}

#[tokio::test]
async fn a_dropped_statement_is_cancelled_over_tls_too() {
    let (server, _files) = server();
    let db = connect(&server, "127.0.0.1", "sslmode=require")
        .await
        .unwrap();
    let look = look(server.url()).await;
    let sleeps = |count| {
        format!("SELECT count(*) = {count} FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    };
    let work = Box::pin(db.write().query("SELECT pg_sleep(600)", &[]));
    let running = Box::pin(async { until(&look, &sleeps(1)).await });
    match select(work, running).await {
        Either::Right(((), work)) => drop(work),
        Either::Left((done, _)) => panic!("{done:?}"),
    }
    until(&look, &sleeps(0)).await;
    assert!(is_encrypted(&db).await);
}
