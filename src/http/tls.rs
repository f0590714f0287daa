//! TLS by rustls: the trusted authorities, our certificate, the offered protocols.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::{ParsedCertificate, VerifierBuilderError};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError as Untrusted, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

use super::version::HttpVersion;

use crate::words::Message;

/// The names of the protocols in ALPN (RFC 9113 §3.1, RFC 7301 §6).
pub(super) const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// The TLS sessions that a visitor keeps: as many as rustls keeps for one host, and a journey has only one.
const SESSIONS: usize = 8;

/// Why TLS could not be set up.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum TlsError {
    /// Neither the system nor the user trusts an authority.
    NoAuthority,
    /// The TLS library refuses the settings.
    Settings(#[from] rustls::Error),
}

impl From<&TlsError> for Message {
    fn from(error: &TlsError) -> Self {
        match error {
            TlsError::NoAuthority => Message::new("error-tls-no-authority"),
            TlsError::Settings(error) => Message::new("error-tls-settings").exact("why", error),
        }
    }
}

/// Why a certificate or key file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum CertificateError {
    /// The file cannot be opened.
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The file cannot be read as PEM.
    Pem {
        /// The path of the file.
        path: PathBuf,
        /// The error of the PEM reader.
        source: pem::Error,
    },
    /// The file has no certificate.
    Empty {
        /// The path of the file.
        path: PathBuf,
    },
    /// The file has no private key.
    NoKey {
        /// The path of the file.
        path: PathBuf,
    },
    /// The private key is encrypted.
    Encrypted {
        /// The path of the file.
        path: PathBuf,
    },
    /// The certificate is not an authority's.
    Authority {
        /// The path of the file.
        path: PathBuf,
        /// The TLS library's error.
        source: rustls::Error,
    },
    /// The certificate belongs to another key, or the key is of a kind that is not supported.
    Identity {
        /// The path of the certificate's file.
        path: PathBuf,
        /// The TLS library's error.
        source: rustls::Error,
    },
}

impl From<&CertificateError> for Message {
    fn from(error: &CertificateError) -> Self {
        match error {
            CertificateError::Read { path, source } => Message::new("error-certificate-read")
                .exact("path", path.display())
                .with("why", Message::from(source)),
            CertificateError::Pem { path, source } => {
                Message::new("error-certificate-pem").exact("path", path.display()).exact("why", source)
            }
            CertificateError::Empty { path } => {
                Message::new("error-certificate-empty").exact("path", path.display())
            }
            CertificateError::NoKey { path } => {
                Message::new("error-certificate-no-key").exact("path", path.display())
            }
            CertificateError::Encrypted { path } => {
                Message::new("error-certificate-encrypted").exact("path", path.display())
            }
            CertificateError::Authority { path, source } => {
                Message::new("error-certificate-authority").exact("path", path.display()).exact("why", source)
            }
            CertificateError::Identity { path, source } => {
                Message::new("error-certificate-identity").exact("path", path.display()).exact("why", source)
            }
        }
    }
}

/// The certificates that are trusted and shown.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Whether any certificate is accepted.
    pub insecure: bool,
    /// Authorities that are trusted in addition to the system's.
    pub authorities: Vec<CertificateDer<'static>>,
    /// The certificate for a shop that asks for ours.
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
    /// [`CertificateError`] with the path of the file.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let chain = read_certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_file(key).map_err(|source| match source {
            _ if is_encrypted(key) => CertificateError::Encrypted { path: key.to_owned() },
            pem::Error::NoItemsFound => CertificateError::NoKey { path: key.to_owned() },
            source => unreadable(key, source),
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
/// [`CertificateError`] when the file cannot be read, has no certificate, or one that cannot be used.
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

/// Whether a file holds a key that needs a passphrase, in PKCS #8 (RFC 7468 §11) or OpenSSL's older form (RFC 1421 §4.6.1.1).
fn is_encrypted(key: &Path) -> bool {
    let text = std::fs::read(key).unwrap_or_default();
    [b"-----BEGIN ENCRYPTED PRIVATE KEY-----".as_slice(), b"Proc-Type: 4,ENCRYPTED"]
        .iter()
        .any(|mark| memchr::memmem::find(&text, mark).is_some())
}

/// The error for a PEM file that is not there, or is not one.
fn unreadable(path: &Path, source: pem::Error) -> CertificateError {
    let path = path.to_owned();
    match source {
        pem::Error::Io(source) => CertificateError::Read { path, source },
        source => CertificateError::Pem { path, source },
    }
}

/// Reads every certificate of a PEM file.
fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let failed = |source| unreadable(path, source);
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(failed)?.collect();
    let certificates = certificates.map_err(failed)?;
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
    let verifier: Arc<dyn ServerCertVerifier> = if options.insecure {
        Arc::new(AnyCertificate)
    } else {
        Arc::new(Trusting::new(&options.authorities, provider)?)
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
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

/// Trusts certificates that an authority signed, and those that are themselves in the trusted list.
#[derive(Debug)]
struct Trusting {
    by_authority: Arc<WebPkiServerVerifier>,
    /// The trusted certificates, in the form in which a server shows them.
    themselves: Vec<CertificateDer<'static>>,
}

impl Trusting {
    /// Trusts the system's authorities and these.
    fn new(
        authorities: &[CertificateDer<'static>],
        provider: Arc<rustls::crypto::CryptoProvider>,
    ) -> Result<Self, TlsError> {
        let mut themselves = rustls_native_certs::load_native_certs().certs;
        let mut roots = RootCertStore::empty();
        // A certificate that cannot be read is skipped: the others still serve.
        roots.add_parsable_certificates(themselves.iter().cloned());
        for authority in authorities {
            roots.add(authority.clone())?;
        }
        themselves.extend_from_slice(authorities);
        let by_authority =
            match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
                Ok(verifier) => verifier,
                Err(VerifierBuilderError::NoRootAnchors) => return Err(TlsError::NoAuthority),
                Err(error) => return Err(rustls::Error::General(error.to_string()).into()),
            };
        Ok(Self { by_authority, themselves })
    }
}

/// Whether the certificate only lacks an authority's signature that can be checked. webpki checks the dates before it looks for
/// an authority, so they are valid then.
fn lacks_an_authority(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(
            Untrusted::UnknownIssuer
            | Untrusted::BadSignature
            | Untrusted::UnsupportedSignatureAlgorithmContext { .. }
            | Untrusted::UnsupportedSignatureAlgorithmForPublicKeyContext { .. },
        ) => true,
        // webpki's error has no type here.
        rustls::Error::InvalidCertificate(Untrusted::Other(_)) => {
            error.to_string().contains("CaUsedAsEndEntity")
        }
        _ => false,
    }
}

impl ServerCertVerifier for Trusting {
    /// A certificate in the trusted list needs no authority, only valid dates and the right name. `openssl req -x509` makes
    /// authority and server in one, which webpki accepts as an authority alone.
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified =
            self.by_authority.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            Err(error) if lacks_an_authority(&error) && self.themselves.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_authority.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_authority.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.by_authority.supported_verify_schemes()
    }
}

/// Accepts every certificate, for shops under test (`--insecure`).
///
/// The handshake's signature is not verified either. It proves that the peer has the certificate's key, and here every peer may
/// have a certificate and key of its own, so it would prove nothing. It would require a certificate that can be read and an
/// algorithm that is supported, and X.509 version 1, RSA with 1024 bits and SHA-1 are neither.
#[derive(Debug)]
struct AnyCertificate;

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
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    /// All signature schemes that a server may use; those that browsers prefer come first.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        use SignatureScheme as By;
        vec![
            By::ECDSA_NISTP256_SHA256,
            By::ECDSA_NISTP384_SHA384,
            By::ECDSA_NISTP521_SHA512,
            By::ED25519,
            By::ED448,
            By::RSA_PSS_SHA256,
            By::RSA_PSS_SHA384,
            By::RSA_PSS_SHA512,
            By::RSA_PKCS1_SHA256,
            By::RSA_PKCS1_SHA384,
            By::RSA_PKCS1_SHA512,
            By::ECDSA_SHA1_Legacy,
            By::RSA_PKCS1_SHA1,
        ]
    }
}
