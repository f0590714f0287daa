//! The desk's comment on a pull request.

use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::JobRow;
use crate::record::RunRecord;
use crate::report::compare::{self, Comparison};
use crate::report::markdown_text;
use crate::words::{Lang, Message};

/// GitHub takes 65,536 characters; a comparison that leaves no room for the rest is left out.
const LONGEST: usize = 60_000;

/// What is said in the comment.
#[derive(Debug)]
pub(super) struct PullComment<'a> {
    /// The hidden text by which the comment is found again. It stays secret until the comment is there.
    pub(super) marker: &'a str,
    /// The state of the run in one sentence.
    pub(super) told: &'a str,
    /// The page that is loaded, when it is known.
    pub(super) page: Option<&'a str>,
    /// The commit, shortened.
    pub(super) commit: &'a str,
    /// Where the report is.
    pub(super) link: Option<&'a str>,
    /// The comparison with the default branch, as Markdown.
    pub(super) compared: Option<&'a str>,
}

/// The marker of the comment on a pull request. It is derived from the desk's secret, so a comment that a person writes first is
/// never taken for the desk's.
pub(super) fn marker(desk: &DeskState, pull: &str) -> String {
    let key = desk.markers.of(&format!("comment on {pull}"));
    format!("<!-- promo-load:desk {} -->", &key[..16])
}

impl PullComment<'_> {
    /// The comment as Markdown.
    pub(super) fn render(&self, lang: Lang) -> String {
        let mut lines = vec![self.marker.to_owned(), format!("**promo-load: {}**", markdown_text(self.told))];
        let commit = Message::new("desk-outward-commit").exact("commit", self.commit).say(lang);
        lines.extend([String::new(), markdown_text(&commit)]);
        if let Some(page) = self.page {
            lines.extend([String::new(), markdown_text(page)]);
        }
        if let Some(link) = self.link {
            let label = Message::new("desk-outward-report").say(lang);
            lines.extend([String::new(), format!("[{label}]({link})")]);
        }
        if let Some(compared) = self.compared {
            let label = Message::new("desk-outward-compared").say(lang);
            lines.extend([String::new(), format!("**{label}**"), String::new(), compared.to_owned()]);
        }
        lines.iter().map(|line| line.to_owned() + "\n").collect()
    }
}

/// The comparison of a run with the last one of the default branch. It takes seconds of computing.
pub(super) fn compare(desk: &DeskState, baseline: &JobRow, run: &JobRow) -> Option<String> {
    let record =
        |row: &JobRow| -> Option<RunRecord> { JobFolder::new(&desk.runs, row.folder.as_deref()?).record() };
    let (baseline, run) = (record(baseline)?, record(run)?);
    let text = match Comparison::of(&baseline, &run, &[], false) {
        Ok(comparison) => compare::markdown::render(&comparison, desk.lang),
        Err(error) => {
            let why = Message::from(&error);
            let message = Message::new("desk-outward-not-compared").with("why", why).say(desk.lang);
            markdown_text(&message)
        }
    };
    (text.len() < LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shop_writes_stays_text() {
        let comment = PullComment {
            marker: "<!-- promo-load:desk 0 -->",
            told: "B: @team <img src=x> [x](https://evil.example) | `a`",
            page: Some("https://pr-7.example/p_r_o?x=<b>"),
            commit: "abc1234",
            link: Some("https://desk.example/1"),
            compared: None,
        };
        let text = comment.render(Lang::En);
        let expected = "<!-- promo-load:desk 0 -->\n\
             **promo-load: B: \\@team \\<img src=x\\> \\[x\\](https\\://evil.example) \\| \\`a\\`**\n\n\
             Commit abc1234\n\n\
             https\\://pr-7.example/p\\_r\\_o?x=\\<b\\>\n\n\
             [Report](https://desk.example/1)\n";
        assert_eq!(text, expected);
    }
}
