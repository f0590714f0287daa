//! Explains failed TLS handshakes: one sentence with a remedy for each cause.

use crate::words::Message;
use rustls::{AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// The peer does not offer HTTP/2: the only case in which the negotiation of the protocol can fail.
pub(super) const NO_HTTP2: &str = "error-http-no-http2";

/// The remedy for a certificate that is not trusted; on a live shop it is not offered.
const IGNORE: &str = "error-http-insecure";

/// The server is too old.
const OLD: &str = "error-http-old-tls";

/// The sentence for an error of our own TLS library; `None` when the library's words have to do.
pub(super) fn explain(error: &Error) -> Option<Message> {
    let text = match error {
        Error::InvalidCertificate(error) => return certificate(error),
        Error::AlertReceived(alert) => alert_of(*alert)?,
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => OLD,
        // The first bytes are not a TLS record.
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => "error-http-no-tls-there",
        _ => return None,
    };
    Some(Message::new(text))
}

/// The sentence for an error that is known only by its text: an alert of the peer.
pub(super) fn explain_text(error: &str) -> Option<Message> {
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
    alert_of(said).map(Message::new)
}

/// The alert that the peer sent before it hung up (RFC 8446 §6.2).
fn alert_of(alert: Alert) -> Option<&'static str> {
    Some(match alert {
        Alert::NoApplicationProtocol => NO_HTTP2,
        Alert::CertificateRequired => "error-http-wants-certificate",
        Alert::ProtocolVersion => OLD,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => "error-http-handshake-refused",
        Alert::UnrecognisedName => "error-http-no-such-name",
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => "error-http-wants-another-certificate",
        _ => return None,
    })
}

fn certificate(error: &CertificateError) -> Option<Message> {
    let day = |time: rustls::pki_types::UnixTime| {
        let time = i64::try_from(time.as_secs()).ok()?;
        let day = jiff::Timestamp::from_second(time).ok()?;
        let month = day.strftime("m%-m").to_string();
        Some(
            Message::new("error-http-day")
                .exact("day", day.strftime("%-d"))
                .exact("month", month)
                .exact("year", day.strftime("%Y")),
        )
    };
    Some(match error {
        CertificateError::UnknownIssuer => {
            Message::new("error-http-issuer-unknown").with("ignore", Message::new(IGNORE))
        }
        // webpki's error has no type here.
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => {
            Message::new("error-http-self-signed").with("ignore", Message::new(IGNORE))
        }
        CertificateError::Other(error) if error.to_string().contains("UnsupportedCertVersion") => {
            Message::new("error-http-certificate-v1").with("ignore", Message::new(IGNORE))
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            Message::new("error-http-certificate-expired-on")
                .with("day", day(*not_after)?)
                .with("ignore", Message::new(IGNORE))
        }
        CertificateError::Expired => {
            Message::new("error-http-certificate-expired").with("ignore", Message::new(IGNORE))
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            Message::new("error-http-certificate-not-yet")
                .with("day", day(*not_before)?)
                .with("ignore", Message::new(IGNORE))
        }
        CertificateError::NotValidForNameContext { expected, presented } if presented.is_empty() => {
            Message::new("error-http-certificate-nameless")
                .exact("host", expected.to_str())
                .with("ignore", Message::new(IGNORE))
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            Message::new("error-http-certificate-other-name")
                .with("presented", names(presented))
                .exact("host", expected.to_str())
                .with("ignore", Message::new(IGNORE))
        }
        // This happens when a private authority was made anew under its old name.
        CertificateError::BadSignature => {
            Message::new("error-http-certificate-bad-signature").with("ignore", Message::new(IGNORE))
        }
        CertificateError::Revoked => {
            Message::new("error-http-certificate-revoked").with("ignore", Message::new(IGNORE))
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            Message::new("error-http-certificate-weak").with("ignore", Message::new(IGNORE))
        }
        CertificateError::BadEncoding => {
            Message::new("error-http-certificate-unreadable").with("ignore", Message::new(IGNORE))
        }
        _ => return None,
    })
}

/// The most names of a certificate that are shown; it may have hundreds.
const SHOWN: usize = 3;

/// The names in a certificate, which webpki writes as `DnsName("shop.test")` or `IpAddress(192.0.2.1)`.
fn names(presented: &[String]) -> Message {
    let bare = |name: &String| {
        let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        inner.trim_matches('"').to_owned()
    };
    let shown: Vec<String> = presented.iter().take(SHOWN).map(bare).collect();
    let others = presented.len().saturating_sub(SHOWN);
    let shown = shown.join(", ");
    if others == 0 {
        Message::verbatim(&shown)
    } else {
        Message::new("error-http-names-and-more").exact("shown", shown).exact("others", others)
    }
}
