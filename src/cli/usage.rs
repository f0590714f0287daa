//! clap's errors in one line, like every other error of this program.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::app::{Failure, GivenHeaders};
use crate::units::secret::{HIDDEN, is_secret_name};
use crate::words::Message;

/// Turns a parsing error into a failure. Help and version, which are not errors, are printed and end the process.
pub(super) fn failure(error: &clap::Error) -> Failure {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => {
            let given = [ContextKind::InvalidValue, ContextKind::InvalidArg].map(|kind| error.get(kind));
            let mut text = error.to_string();
            for given in given.into_iter().flatten() {
                if let ContextValue::String(given) = given
                    && let Some(shown) = without_secret(given, error)
                {
                    text = text.replace(given, &shown);
                }
            }
            let why = foreign_flag(error).unwrap_or_else(|| Message::heard(&one_line(&text)));
            Failure::Usage(Message::new("error-see-help").with("why", why))
        }
    }
}

/// The part of a refused value that may be shown, if that is not all of it: a header's value and the credentials in an address
/// are left out.
fn without_secret(given: &str, error: &clap::Error) -> Option<String> {
    let is_header =
        error.get(ContextKind::InvalidArg).is_some_and(|arg| arg.to_string().starts_with("--header"));
    if given.is_empty() || given.starts_with("--") || is_header && GivenHeaders::is_reference(given) {
        return None;
    }
    if let Some((before, host)) = given.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')) {
        return Some(given.replace(before, HIDDEN)).filter(|_| !host.is_empty());
    }
    let name = given.split(':').next().unwrap_or_default();
    (is_header || is_secret_name(name)).then(|| HIDDEN.to_owned())
}

/// The sentences for the flags of other load generators: of k6, oha, hey, wrk, ab, Locust, Gatling and Artillery.
const FOREIGN_FLAGS: [(&[&str], &str); 8] = [
    (
        &["-c", "--concurrency", "--connections", "--users", "--virtual-users", "--max-users"],
        "error-flag-vus",
    ),
    (&["-z", "-t", "--time", "--run-time", "--runtime"], "error-flag-duration"),
    (&["-n", "--requests", "--count", "--num-requests"], "error-flag-iterations"),
    (&["--spawn-rate", "--ramp-up", "--rampup"], "error-flag-stage"),
    (&["--rps", "--qps", "--query-per-second", "--arrival-rate"], "error-flag-rate"),
    (&["--threads", "--cpus"], "error-flag-threads"),
    (&["-k", "--insecure-skip-tls-verify", "--no-tls-verify"], "error-flag-insecure"),
    (&["--host", "--url", "--target"], "error-flag-target"),
];

/// The sentence for a flag that another load generator has.
fn foreign_flag(error: &clap::Error) -> Option<Message> {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let (_, id) = FOREIGN_FLAGS.iter().find(|(flags, _)| flags.contains(&given.as_str()))?;
    Some(Message::new(id).exact("given", given))
}

/// The paragraphs that state the error, without clap's prefix, usage and hint at the help.
fn one_line(text: &str) -> String {
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| {
            !paragraph.is_empty()
                && !["Usage:", "For more information,"].iter().any(|start| paragraph.starts_with(start))
        })
        .collect();
    let joined = paragraphs.join("; ");
    joined.strip_prefix("error: ").unwrap_or(&joined).to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn only_what_is_wrong_remains() {
        let text = "error: unexpected argument '--vu' found\n\n  tip: a similar argument exists: '--vus'\n\n\
                    Usage: promo-load bench <TARGET>\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(text),
            "unexpected argument '--vu' found; tip: a similar argument exists: '--vus'"
        );
        let text = "error: the following required arguments were not provided:\n  <TARGET>\n\n\
                    Usage: promo-load inspect <TARGET>\n\nFor more information, try '--help'.\n";
        assert_eq!(one_line(text), "the following required arguments were not provided: <TARGET>");
    }
}
