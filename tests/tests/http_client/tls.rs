//! TLS: whose certificates are taken, and for which names.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hardpoint::http::{Client, ClientBuilder, Error, Refusal};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use uuid::Uuid;

use crate::names::Names;
use crate::server::{ok, redirect};

/// A server whose certificate is for `secure.example`, and the file with its authority.
fn server() -> (SocketAddr, PathBuf) {
    let mut authority = CertificateParams::new(Vec::new()).expect("a TLS server");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority =
        CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a TLS server"))
            .expect("a TLS server");
    let key = KeyPair::generate().expect("a TLS server");
    let certificate = CertificateParams::new(["secure.example".into()]).expect("a TLS server");
    let certificate = certificate
        .signed_by(&key, &authority)
        .expect("a TLS server");
    let name = format!("http-{}.pem", Uuid::now_v7());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, authority.pem()).expect("a TLS server");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("a TLS server")
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).expect("a TLS server"),
        )
        .expect("a TLS server");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a TLS server");
    let address = listener.local_addr().expect("a TLS server");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a TLS server");
            std::thread::spawn(move || {
                let mut stream = StreamOwned::new(connection, stream);
                let mut asked = Vec::new();
                let mut part = [0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut part) {
                    asked.extend_from_slice(&part[..read]);
                    if asked.ends_with(b"\r\n\r\n") {
                        let leads_down = asked.starts_with(b"GET /down");
                        let answer = match leads_down {
                            true => redirect(302, "http://secure.example/"),
                            false => ok("in secret"),
                        };
                        if stream.write_all(&answer).is_err() {
                            break;
                        }
                        asked.clear();
                    }
                }
            });
        }
    });
    (address, file)
}

fn client(address: SocketAddr, host: &str) -> ClientBuilder {
    let names = Names::of([
        ("secure.example", &[&["127.0.0.1"]]),
        ("other.example", &[&["127.0.0.1"]]),
    ]);
    let base = format!("https://{host}:{}", address.port());
    Client::builder("secure")
        .base_url(base)
        .https_only()
        .resolver(names)
}

#[tokio::test]
async fn a_certificate_counts_by_its_authority_and_its_name() {
    let (address, file) = server();
    let known = client(address, "secure.example")
        .ca_file(&file)
        .build()
        .unwrap();
    let answer = known.get("/").send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "in secret");
    for refused in [
        client(address, "secure.example"),
        client(address, "other.example").ca_file(&file),
    ] {
        let error = refused.build().unwrap().get("/").send().await.unwrap_err();
        assert!(matches!(error, Error::Connect(_)), "{error:?}");
    }
    let error = known.get("/down").send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Refused(error) if error.refusal() == Refusal::Downgrade),
        "{error:?}"
    );
    fs::remove_file(file).unwrap();
}
