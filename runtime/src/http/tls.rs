//! TLS to other services, by ring, with the certificates of the system or of a file.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use crate::authorities::authorities;

/// How TLS is spoken. A system that trusts no authority is told of, for plain HTTP needs none.
pub(super) fn config(file: Option<&Path>) -> Result<ClientConfig, String> {
    let roots = match (authorities("ca_file", file), file) {
        (Ok(roots), _) => roots,
        (Err(why), Some(_)) => return Err(why),
        (Err(why), None) => {
            tracing::warn!("requests over https will fail: {why}");
            RootCertStore::empty()
        }
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
