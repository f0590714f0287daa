//! Names, proxies, the configuration, and the programs that go with this one.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::failure::Failure;
use super::super::process::in_runtime;
use super::super::signals::Signals;
use super::super::target::PROXY_VARIABLE;
use crate::config::Config;
use crate::http::{AddressClass, Resolver};
use crate::report::doctor::{Examination, ExaminationState};
use crate::units::line::plain;
use crate::words::{Message, Value};

/// New connections wait for DNS: from here on shoppers feel it.
const SLOW: Duration = Duration::from_secs(1);
/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(5);
/// The variables by which other programs know a proxy.
const OTHERS: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
/// What Chromium and its relatives are called.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What the name of the shop's host leads to.
///
/// # Errors
///
/// [`Failure::Interrupted`] when a signal comes before DNS answers.
pub(super) fn dns(host: &str, by_proxy: bool, signals: &Signals) -> Result<Examination, Failure> {
    const ID: &str = "dns";
    let of_host = |message: Message| message.with("host", plain(host));
    if by_proxy {
        return Ok(Examination::ok(ID, of_host(Message::new("doctor-dns-by-proxy"))));
    }
    let begun = Instant::now();
    let found =
        in_runtime(signals.unless_received(async { Ok(Resolver::default().resolve(host, 0).await) }))?;
    let took = begun.elapsed();
    Ok(match found {
        Err(error) => {
            let found = Message::new("doctor-dns-failed").with("reason", error.to_string());
            Examination::bad(ID, ExaminationState::Problem, found, Message::new("doctor-fix-dns"))
        }
        Ok(sockets) => {
            let addresses: Vec<_> = sockets.iter().map(std::net::SocketAddr::ip).collect();
            let environment = match AddressClass::of_all(&addresses) {
                AddressClass::Private => Message::new("doctor-dns-private"),
                AddressClass::Public => Message::new("doctor-dns-public"),
            };
            let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            let told = |message: Message| {
                let millis = Value::Millis(took.as_secs_f64() * 1e3);
                of_host(message).with("addresses", shown.join(", ")).with("took", millis)
            };
            if took > SLOW {
                let found = told(Message::new("doctor-dns-slow"));
                Examination::bad(ID, ExaminationState::Warn, found, Message::new("doctor-fix-dns"))
            } else {
                Examination::ok(ID, told(Message::new("doctor-dns")).with("environment", environment))
            }
        }
    })
}

/// Where the proxy of every connection is named.
pub(super) fn proxy_source(config: Option<&Config>) -> Option<String> {
    let is_set = std::env::var_os(PROXY_VARIABLE).is_some_and(|value| !value.is_empty());
    let configured = config.filter(|config| config.defaults().proxy.is_some()).map(Config::place);
    if is_set { Some(PROXY_VARIABLE.to_owned()) } else { configured }
}

/// The variables of other programs that are set, in the form in which they are.
pub(super) fn unread_proxies() -> Vec<String> {
    let both = OTHERS.iter().flat_map(|name| [(*name).to_owned(), name.to_ascii_lowercase()]);
    both.filter(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())).collect()
}

pub(super) fn proxy(source: Option<String>, unread: &[String]) -> Examination {
    const ID: &str = "proxy";
    match source {
        Some(source) => Examination::ok(ID, Message::new("doctor-proxy-used").with("source", source)),
        None if unread.is_empty() => Examination::ok(ID, Message::new("doctor-proxy-none")),
        None => {
            let found = Message::new("doctor-proxy-ignored").with("names", unread.join(", "));
            Examination::bad(ID, ExaminationState::Warn, found, Message::new("doctor-give-proxy"))
        }
    }
}

pub(super) fn config(config: Result<&Config, &Failure>) -> Examination {
    const ID: &str = "config";
    match config {
        Err(failure) => {
            let found = Message::new("doctor-config-wrong").with("reason", failure.to_string());
            Examination::bad(ID, ExaminationState::Problem, found, Message::new("doctor-fix-config"))
        }
        Ok(config) if !config.is_read() => Examination::ok(ID, Message::new("doctor-config-none")),
        Ok(config) => match config.exposure() {
            Some(warning) => {
                let found = Message::new("doctor-config-exposed").with("warning", warning);
                Examination::bad(ID, ExaminationState::Warn, found, Message::new("doctor-close-config"))
            }
            None => Examination::ok(ID, Message::new("doctor-config").with("file", config.place())),
        },
    }
}

/// The programs that run exported scripts and open reports. A run needs neither.
pub(super) fn programs() -> [Examination; 2] {
    let k6 = version("k6", "version");
    let browser = BROWSERS.iter().find_map(|name| version(name, "--version"));
    [
        Examination::ok(
            "k6",
            match k6 {
                Some(version) => Message::new("doctor-k6").with("version", version),
                None => Message::new("doctor-k6-none"),
            },
        ),
        Examination::ok(
            "browser",
            match browser {
                Some(version) => Message::new("doctor-browser").with("version", version),
                None => Message::new("doctor-browser-none"),
            },
        ),
    ]
}

/// What a program says of its version, in at most two words; `None` when there is none that answers in time.
fn version(program: &str, argument: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ended = child.kill();
                let _ended = child.wait();
                break None;
            }
        }
    };
    let mut said = Vec::new();
    child.stdout.take()?.take(4096).read_to_end(&mut said).ok()?;
    let said = String::from_utf8_lossy(&said).into_owned();
    let words: Vec<&str> = said.lines().next()?.split_whitespace().take(2).collect();
    status
        .filter(std::process::ExitStatus::success)
        .map(|_| plain(&words.join(" ")))
        .filter(|said| !said.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn proxies_that_are_not_read_are_told() {
        let none: [String; 0] = [];
        assert_eq!(proxy(None, &none).state, ExaminationState::Ok);
        let ignored = proxy(None, &["https_proxy".to_owned()]);
        assert!(
            ignored.state == ExaminationState::Warn
                && ignored.found.say(Lang::En).starts_with("https_proxy set"),
            "{ignored:?}"
        );
        let used = proxy(Some(PROXY_VARIABLE.to_owned()), &["HTTP_PROXY".to_owned()]);
        assert!(
            used.state == ExaminationState::Ok && used.found.say(Lang::En).contains(PROXY_VARIABLE),
            "{used:?}"
        );
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version() {
        assert_eq!(version("promo-load-no-such-program", "--version"), None);
    }
}
