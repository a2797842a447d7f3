//! The authorities whose certificates are trusted: those in a file, or those that the system trusts.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Those in a PEM file, which `setting` has named; without one, those of the system. An error says
/// what is wrong with them.
pub(crate) fn authorities(setting: &str, file: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file else {
        // Single certificates of a system may be odd without harm to the others.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return match roots.is_empty() {
            true => Err(format!(
                "the system trusts no certificate authority: name one with `{setting}`"
            )),
            false => Ok(roots),
        };
    };
    let named = |error: &dyn std::fmt::Display| {
        format!("`{setting}`: {} cannot be used: {error}", file.display())
    };
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| named(&error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| named(&error))?;
        roots.add(certificate).map_err(|error| named(&error))?;
    }
    match roots.is_empty() {
        true => Err(named(&"it holds no certificate")),
        false => Ok(roots),
    }
}
