//! The desk's own certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::words::Message;

/// What TLS needs to serve with this certificate and key, both in PEM; the certificate's file has the chain behind it.
///
/// # Errors
///
/// Which file cannot be used, and why.
pub(in crate::desk) fn read_certificate(
    certificate: &Path,
    key: &Path,
) -> Result<Arc<ServerConfig>, Message> {
    let at = |path: &Path, why: String| {
        Message::new("error-at").exact("place", path.display()).with("why", Message::plain(why))
    };
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| at(certificate, error.to_string()))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| at(key, error.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth().with_single_cert(chain, private));
    let mut config = config.and_then(|built| built).map_err(|error| at(certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
