//! TLS to the server: with its certificate checked, or for the encryption alone.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::authorities::authorities;

/// What `sslmode` and `sslrootcert` of a URL ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tls {
    /// `disable`.
    Never,
    /// `prefer`: where the server offers it. Keeps nobody from listening who can pretend that it
    /// does not.
    Offered,
    /// `require`: always, with whoever answers.
    Always,
    /// `verify-full`: always, with a certificate for the host's name from an authority in that
    /// file, or from one that the system trusts.
    Verified(Option<PathBuf>),
}

impl Tls {
    /// What is agreed on with the server before TLS begins.
    pub(super) fn mode(&self) -> SslMode {
        match self {
            Self::Never => SslMode::Disable,
            Self::Offered => SslMode::Prefer,
            Self::Always | Self::Verified(_) => SslMode::Require,
        }
    }

    /// What makes TLS connections of this kind; an error says what is wrong with the authorities.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, String> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let config = match self {
            Self::Verified(file) => {
                config.with_root_certificates(authorities("sslrootcert", file.as_deref())?)
            }
            _ => config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Whoever(provider))),
        };
        Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
    }
}

/// Takes any certificate, as `sslmode=require` does: it asks for encryption, not for a name. That
/// the other side holds the certificate's key is proven all the same.
#[derive(Debug)]
struct Whoever(Arc<CryptoProvider>);

impl ServerCertVerifier for Whoever {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
