//! clap's errors in one line, as every other error of this program.

use clap::error::ErrorKind;

use crate::app::Failure;

/// Turns a parsing error into a failure; what is no error (help, version) is printed and ends the process.
pub(super) fn failure(error: &clap::Error) -> Failure {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => Failure::Usage(format!("{}; see --help", one_line(&error.to_string()))),
    }
}

/// The paragraphs that say what is wrong, without clap's prefix, usage and hint at the help.
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
