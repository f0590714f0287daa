//! The values of flags that are numbers or addresses, with errors that say what to write.

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use url::Url;

use crate::words::Message;

/// Parses a whole number of at least 1.
///
/// # Errors
///
/// A sentence with an example.
pub(super) fn count<N: FromStr + PartialOrd + From<u8> + Display>(text: &str) -> Result<N, String> {
    whole(text, 1, 1)
}

/// Parses a whole number of at least 0.
///
/// # Errors
///
/// A sentence with an example.
pub(super) fn number<N: FromStr + PartialOrd + From<u8> + Display>(text: &str) -> Result<N, String> {
    whole(text, 0, 0)
}

/// Parses a number of virtual users. 0, from which a ramp may begin, is taken and not recommended.
///
/// # Errors
///
/// A sentence with an example.
pub(super) fn vus(text: &str) -> Result<u32, String> {
    whole(text, 0, 1)
}

/// Parses a whole number of at least `least`; the error recommends at least `said`.
fn whole<N: FromStr + PartialOrd + From<u8> + Display>(text: &str, least: u8, said: u8) -> Result<N, String> {
    let text = text.trim();
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<N>() {
        Ok(value) if value >= N::from(least) => Ok(value),
        Err(_) if is_digits => Err(Message::new("error-value-too-large").exact("text", text).to_string()),
        _ => Err(Message::new("error-value-whole-number").exact("least", said).to_string()),
    }
}

/// Parses an address to listen on.
///
/// # Errors
///
/// A sentence with the address that was probably meant.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let local = |port: u16| Message::new("error-value-listen").exact("port", port).to_string();
    text.parse().map_err(|_| match (text.trim_start_matches(':').parse(), text.strip_prefix("localhost:")) {
        (Ok(port), _) => local(port),
        (_, Some(port)) => local(port.parse().unwrap_or(8080)),
        _ => Message::new("error-value-listen-host").to_string(),
    })
}

/// Parses the address of a site: `http` or `https`, with nothing behind the host and its port.
///
/// # Errors
///
/// A sentence.
pub(super) fn site(text: &str) -> Result<Url, String> {
    let is_site = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
    };
    let read = Url::parse(text).ok().filter(is_site);
    read.ok_or_else(|| Message::new("error-value-site").to_string())
}

/// Parses a share from 0 to 1.
///
/// # Errors
///
/// A sentence; for a percentage, with the share that it is.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let percentage = text.trim().strip_suffix('%').map_or_else(|| number(text), number);
    match number(text) {
        Some(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(match percentage {
            Some(percent) if percent > 0.0 && percent <= 100.0 => {
                let message = Message::new("error-value-percent").exact("percent", percent);
                message.exact("share", percent / 100.0).to_string()
            }
            _ => Message::new("error-value-share").to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_refused_with_what_to_write() {
        assert_eq!(count::<u32>(" 5 "), Ok(5));
        assert_eq!(number::<u64>("0"), Ok(0));
        for text in ["ten", "-3", "0", "", "1.5", "5k"] {
            let said = count::<u32>(text).expect_err(text);
            assert_eq!(said, "give a whole number of at least 1, such as 20", "{text}");
        }
        assert_eq!(count::<u32>("5000000000"), Err("5000000000 is larger than this flag takes".to_owned()));
    }

    #[test]
    fn an_address_to_listen_on_has_a_host_and_a_port() {
        assert_eq!(listen("[::1]:0").map(|address| address.port()), Ok(0));
        for (text, port) in
            [("8080", "8080"), (":9000", "9000"), ("localhost:7000", "7000"), ("shop", "8080")]
        {
            let said = listen(text).expect_err(text);
            assert!(said.starts_with(&format!("give HOST:PORT, such as 127.0.0.1:{port}")), "{text}: {said}");
        }
    }

    #[test]
    fn a_percentage_is_refused_with_its_share() {
        assert_eq!(share("0.1"), Ok(0.1));
        for (text, said) in [
            ("10", "give a share from 0 to 1; 10 % is 0.1"),
            ("10%", "give a share from 0 to 1; 10 % is 0.1"),
            ("-1", "give a share from 0 to 1, such as 0.1 for 10 %"),
            ("NaN", "give a share from 0 to 1, such as 0.1 for 10 %"),
            ("some", "give a share from 0 to 1, such as 0.1 for 10 %"),
        ] {
            assert_eq!(share(text), Err(said.to_owned()), "{text}");
        }
    }
}
