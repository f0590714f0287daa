//! Explains failed TLS handshakes: one sentence with a remedy for each cause.

use rustls::{AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// The peer does not offer HTTP/2: the only case in which the negotiation of the protocol can fail.
pub(super) const NO_HTTP2: &str = "the shop does not offer HTTP/2 over TLS, use --http1";

/// The remedy for a certificate that is not trusted; on a live shop it is not offered.
const IGNORE: &str = "--insecure accepts it on a test shop";

const OLD: &str =
    "the server speaks no TLS newer than 1.1, which browsers refuse, too; switch TLS 1.2 or 1.3 on there";

/// The sentence for an error of our own TLS library; `None` when the library's words have to do.
pub(super) fn explain(error: &Error) -> Option<String> {
    let text = match error {
        Error::InvalidCertificate(error) => return certificate(error),
        Error::AlertReceived(alert) => alert_of(*alert)?,
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => OLD,
        // The first bytes are not a TLS record.
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "what answers there does not speak TLS; a shop without it has an address with http://, and often another port"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// The sentence for an error that is known only by its text: an alert of the peer.
pub(super) fn explain_text(error: &str) -> Option<String> {
    let alerts = [
        Alert::NoApplicationProtocol,
        Alert::CertificateRequired,
        Alert::ProtocolVersion,
        Alert::HandshakeFailure,
        Alert::InsufficientSecurity,
        Alert::UnrecognisedName,
        Alert::BadCertificate,
        Alert::UnsupportedCertificate,
        Alert::CertificateRevoked,
        Alert::CertificateExpired,
        Alert::CertificateUnknown,
        Alert::UnknownCA,
        Alert::AccessDenied,
    ];
    let said = alerts.into_iter().find(|alert| error.contains(&Error::AlertReceived(*alert).to_string()))?;
    alert_of(said).map(str::to_owned)
}

/// The alert that the peer sent before it hung up (RFC 8446 §6.2).
fn alert_of(alert: Alert) -> Option<&'static str> {
    Some(match alert {
        Alert::NoApplicationProtocol => NO_HTTP2,
        Alert::CertificateRequired => "the shop wants a client certificate (--cert)",
        Alert::ProtocolVersion => OLD,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            "the server refuses the handshake: it wants a client certificate (--cert), or agrees to no cipher of TLS 1.2 or \
             1.3, as the oldest servers do"
        }
        Alert::UnrecognisedName => "the server has no shop of this name; check the host name",
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => "the shop wants another client certificate (--cert)",
        _ => return None,
    })
}

fn certificate(error: &CertificateError) -> Option<String> {
    let day = |time: rustls::pki_types::UnixTime| {
        let time = i64::try_from(time.as_secs()).ok()?;
        Some(jiff::Timestamp::from_second(time).ok()?.strftime("%-d %B %Y").to_string())
    };
    Some(match error {
        CertificateError::UnknownIssuer => format!(
            "the certificate's issuer is not trusted here; name the issuer's own certificate with --cacert; {IGNORE}"
        ),
        // webpki's error has no type here.
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => format!(
            "the certificate vouches for itself and is not trusted here; name it with --cacert; {IGNORE}"
        ),
        CertificateError::Other(error) if error.to_string().contains("UnsupportedCertVersion") => format!(
            "the certificate has an old form (X.509 version 1), which browsers refuse, too; have a new one issued; {IGNORE}"
        ),
        CertificateError::ExpiredContext { not_after, .. } => format!(
            "the certificate expired on {}; renew it there, and check this machine's clock; {IGNORE}",
            day(*not_after)?
        ),
        CertificateError::Expired => {
            format!("the certificate has expired; renew it there, and check this machine's clock; {IGNORE}")
        }
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "the certificate is not valid before {}; check this machine's clock, and the certificate; {IGNORE}",
            day(*not_before)?
        ),
        CertificateError::NotValidForNameContext { expected, presented } if presented.is_empty() => format!(
            "the certificate names no host (subjectAltName), so it is not for {}; browsers refuse it, too; {IGNORE}",
            expected.to_str()
        ),
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "the certificate is for {} and not for {}; check the host name; {IGNORE}",
            names(presented),
            expected.to_str()
        ),
        // This happens when a private authority was made anew under its old name.
        CertificateError::BadSignature => format!(
            "the certificate is not signed by the authority of that name that is trusted here; name the issuer's own certificate \
             with --cacert; {IGNORE}"
        ),
        CertificateError::Revoked => format!("the certificate was revoked; have a new one issued; {IGNORE}"),
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => format!(
            "the certificate is signed in a way that is not trusted any more (SHA-1, or a short key); have a new one issued; {IGNORE}"
        ),
        CertificateError::BadEncoding => {
            format!("the certificate cannot be read; have a new one issued; {IGNORE}")
        }
        _ => return None,
    })
}

/// The most names of a certificate that are shown; it may have hundreds.
const SHOWN: usize = 3;

/// The names in a certificate, which webpki writes as `DnsName("shop.test")` or `IpAddress(192.0.2.1)`.
fn names(presented: &[String]) -> String {
    let bare = |name: &String| {
        let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        inner.trim_matches('"').to_owned()
    };
    let shown: Vec<String> = presented.iter().take(SHOWN).map(bare).collect();
    let others = presented.len().saturating_sub(SHOWN);
    if others == 0 { shown.join(", ") } else { format!("{} and {others} more", shown.join(", ")) }
}
