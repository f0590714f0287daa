//! An authenticated, encrypted connection, and the frames on it.
//!
//! The leader's certificate is made for the run and nobody vouches for it, so a follower accepts any. What tells friends from
//! strangers is a proof of the token that is bound to this very TLS session: keying material exported with the token as the context
//! (RFC 8446 §7.5, RFC 5705). One who sits in between has two sessions, and for neither the other's material.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, ServerConfig, SignatureScheme};
use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use super::{ClusterError, ClusterToken, SILENCE};
use crate::units::json;

/// The name in the certificate; it stands for nothing.
const NAME: &str = "promo-load";

/// The label of the proofs, of those that RFC 5705 §4 leaves to experiments.
const LABEL: &[u8] = b"EXPERIMENTAL promo-load cluster";

/// The greatest frame, in bytes: a plan with its data files. A second has some kilobytes.
const MOST_BYTES: u32 = 1 << 30;

/// The greatest frame of one who has not proved anything yet.
const MOST_UNPROVEN_BYTES: u32 = 4_096;

/// Which end a proof comes from: the one of the other end must not be sent back.
#[derive(Debug, Clone, Copy)]
enum ProofEnd {
    Leader,
    RunFollower,
}

/// What frames are read from.
pub(super) struct FrameReader(ReadHalf<TlsStream<TcpStream>>);

/// What frames are written to.
pub(super) struct FrameWriter(WriteHalf<TlsStream<TcpStream>>);

/// The leader's side of TLS.
#[derive(Clone)]
pub(super) struct Acceptor(TlsAcceptor);

impl Acceptor {
    /// Makes a certificate for the run.
    pub(super) fn new() -> Result<Self, ClusterError> {
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()])?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Shakes hands with one who has the token; anyone else gets an error after five seconds at most.
    pub(super) async fn accept(
        &self,
        socket: TcpStream,
        token: &ClusterToken,
    ) -> Result<(FrameReader, FrameWriter), ClusterError> {
        socket.set_nodelay(true)?;
        let shaken = async {
            let mut stream = self.0.accept(socket).await?;
            let proofs = |end| {
                proof(end, token, |out, context| {
                    stream.get_ref().1.export_keying_material(out, LABEL, Some(context)).map(|_| ())
                })
            };
            let (own, expected) = (proofs(ProofEnd::Leader)?, proofs(ProofEnd::RunFollower)?);
            let sent = read_bytes(&mut stream, MOST_UNPROVEN_BYTES).await?;
            // A stranger learns nothing that depends on the token.
            if !bool::from(sent.ct_eq(&expected)) {
                return Err(ClusterError::Stranger);
            }
            write_bytes(&mut stream, &own).await?;
            let (read, write) = tokio::io::split(TlsStream::from(stream));
            Ok((FrameReader(read), FrameWriter(write)))
        };
        in_time(SILENCE, shaken).await
    }
}

/// Connects to a leader that has the token.
pub(super) async fn connect(
    socket: TcpStream,
    token: &ClusterToken,
) -> Result<(FrameReader, FrameWriter), ClusterError> {
    socket.set_nodelay(true)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyLeader))
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).map_err(|error| ClusterError::Garbled(error.to_string()))?;
    let shaken = async {
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await?;
        let proofs = |end| {
            proof(end, token, |out, context| {
                stream.get_ref().1.export_keying_material(out, LABEL, Some(context)).map(|_| ())
            })
        };
        let (own, expected) = (proofs(ProofEnd::RunFollower)?, proofs(ProofEnd::Leader)?);
        write_bytes(&mut stream, &own).await?;
        // A leader with another token hangs up.
        let sent = read_bytes(&mut stream, MOST_UNPROVEN_BYTES).await.map_err(|_| ClusterError::Stranger)?;
        if !bool::from(sent.ct_eq(&expected)) {
            return Err(ClusterError::Stranger);
        }
        let (read, write) = tokio::io::split(TlsStream::from(stream));
        Ok((FrameReader(read), FrameWriter(write)))
    };
    in_time(SILENCE, shaken).await
}

/// What one end sends to show that it knows the token.
fn proof(
    end: ProofEnd,
    token: &ClusterToken,
    export: impl FnOnce(&mut [u8], &[u8]) -> Result<(), rustls::Error>,
) -> Result<[u8; 32], ClusterError> {
    let mut context = match end {
        ProofEnd::Leader => b"leader\0".to_vec(),
        ProofEnd::RunFollower => b"follower\0".to_vec(),
    };
    context.extend(token.expose().as_bytes());
    let mut material = [0; 32];
    export(&mut material, &context)?;
    Ok(material)
}

async fn in_time<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ClusterError>>,
) -> Result<T, ClusterError> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
    }
}

impl FrameReader {
    /// The next frame. Not to be dropped half-way: what was read would be lost.
    pub(super) async fn read<T: DeserializeOwned>(&mut self) -> Result<T, ClusterError> {
        let bytes = read_bytes(&mut self.0, MOST_BYTES).await?;
        json::from_slice(&bytes).map_err(|error| ClusterError::Garbled(error.to_string()))
    }
}

impl FrameWriter {
    /// Writes a frame.
    pub(super) async fn write(&mut self, frame: &impl Serialize) -> Result<(), ClusterError> {
        let bytes = serde_json::to_vec(frame).map_err(|error| ClusterError::Garbled(error.to_string()))?;
        in_time(SILENCE, write_bytes(&mut self.0, &bytes)).await
    }
}

/// Reads a frame: its length in four bytes, the most significant first, then as many bytes.
async fn read_bytes(stream: &mut (impl AsyncRead + Unpin), most: u32) -> Result<Vec<u8>, ClusterError> {
    let length = stream.read_u32().await?;
    if length > most {
        return Err(ClusterError::Garbled(format!("{length} bytes")));
    }
    let mut bytes = Vec::new();
    // Memory grows with what comes, not with what is announced.
    let read = stream.take(u64::from(length)).read_to_end(&mut bytes).await?;
    if read < length as usize {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok(bytes)
}

async fn write_bytes(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), ClusterError> {
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= MOST_BYTES);
    let length = length.ok_or_else(|| ClusterError::Garbled(format!("{} bytes", bytes.len())))?;
    stream.write_u32(length).await?;
    stream.write_all(bytes).await?;
    stream.flush().await?;
    Ok(())
}

/// Accepts the certificate of any leader; the proof of the token follows.
#[derive(Debug)]
struct AnyLeader;

impl ServerCertVerifier for AnyLeader {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _chain: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let provider = ring::default_provider();
        verify_tls12_signature(message, certificate, signed, &provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let provider = ring::default_provider();
        verify_tls13_signature(message, certificate, signed, &provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
