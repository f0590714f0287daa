//! TLS by rustls: whom to trust, what to show, which protocols to offer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::network::HttpVersion;

/// Names of the protocols in ALPN (RFC 9113 §3.1, RFC 7301 §6).
pub(super) const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// TLS sessions that a visitor keeps: as many as rustls keeps of one host, and a journey has only one.
const SESSIONS: usize = 8;

/// TLS could not be set up.
#[derive(Debug, Clone, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct TlsError(#[from] rustls::Error);

/// A certificate or key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It cannot be read as PEM.
    #[error("{}: cannot be read as PEM: {source}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// There is nothing in it.
    #[error("{}: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There is no key in it.
    #[error(
        "{}: holds no private key in PEM form (-----BEGIN PRIVATE KEY-----); one in a file of its own is given with --key",
        path.display()
    )]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// It is no authority's certificate.
    #[error("{}: cannot be trusted: {source}", path.display())]
    Authority {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// The certificate is not this key's, or the key is of a kind that is not supported.
    #[error("{}: cannot be used with its key: {source}", path.display())]
    Identity {
        /// The certificate's file.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
}

/// Which certificates are trusted and shown.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Accept any certificate.
    pub insecure: bool,
    /// Authorities that are trusted beside the system's.
    pub authorities: Vec<CertificateDer<'static>>,
    /// What we show when the shop asks who we are.
    pub identity: Option<Identity>,
}

/// A client certificate with its key.
#[derive(Debug, Clone)]
pub struct Identity(Arc<CertifiedKey>);

impl Identity {
    /// Reads a certificate chain and its key, which may be in one file.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] naming the file.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let chain = read_certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_file(key).map_err(|source| match source {
            pem::Error::NoItemsFound => CertificateError::NoKey { path: key.to_owned() },
            source => CertificateError::Pem { path: key.to_owned(), source },
        })?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|source| CertificateError::Identity { path: certificate.to_owned(), source })?;
        Ok(Self(Arc::new(certified)))
    }
}

/// Reads the authorities of a PEM file.
///
/// # Errors
///
/// [`CertificateError`] when it cannot be read, has none, or one that cannot be used.
pub fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let certificates = read_certificates(path)?;
    let mut roots = RootCertStore::empty();
    for certificate in &certificates {
        roots
            .add(certificate.clone())
            .map_err(|source| CertificateError::Authority { path: path.to_owned(), source })?;
    }
    Ok(certificates)
}

/// Reads every certificate of a PEM file.
fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let unreadable = |source| CertificateError::Pem { path: path.to_owned(), source };
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(unreadable)?.collect();
    let certificates = certificates.map_err(unreadable)?;
    if certificates.is_empty() {
        return Err(CertificateError::Empty { path: path.to_owned() });
    }
    Ok(certificates)
}

/// The TLS settings of a run: TLS 1.2 and 1.3.
pub(super) fn client_config(
    options: &TlsOptions,
    version: HttpVersion,
) -> Result<Arc<ClientConfig>, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let builder = if options.insecure {
        let verifier = Arc::new(AnyCertificate { provider });
        builder.dangerous().with_custom_certificate_verifier(verifier)
    } else {
        let mut roots = RootCertStore::empty();
        // A certificate that cannot be read is skipped: the others still serve.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for authority in &options.authorities {
            roots.add(authority.clone())?;
        }
        builder.with_root_certificates(roots)
    };
    let mut config = match &options.identity {
        Some(Identity(certified)) => {
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(certified))))
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = match version {
        HttpVersion::Auto => vec![HTTP2.to_vec(), HTTP1.to_vec()],
        HttpVersion::Http1 => vec![HTTP1.to_vec()],
        HttpVersion::Http2 => vec![HTTP2.to_vec()],
    };
    Ok(Arc::new(config))
}

/// The same settings with an empty store of sessions.
pub(super) fn without_sessions(config: &ClientConfig) -> Arc<ClientConfig> {
    let mut own = config.clone();
    own.resumption = Resumption::in_memory_sessions(SESSIONS);
    Arc::new(own)
}

/// Accepts every certificate, for shops under test with self-signed ones (`--insecure`).
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
