//! The files of runs as resources: `promo-load://runs/7/report.md`.

use rmcp::model::{
    ListResourcesResult, MetaObject, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};
use serde::Deserialize;

use super::ask::ApiAsk;
use super::port::DeskPort;
use super::said::{self, RunFacts};
use super::untrusted::CAUTION;
use crate::words::{Lang, Message};

const SCHEME: &str = "promo-load://runs/";
/// The files that are offered, each with its type. The desk has more, for programs.
const FILES: [(&str, &str); 4] = [
    ("report.md", "text/markdown"),
    ("report.html", "text/html"),
    ("run.json", "application/json"),
    ("scenario.toml", "application/toml"),
];
/// Where a resource says how to treat its text.
const CAUTION_KEY: &str = "io.github.promo-load/caution";

/// A page of the API's list.
#[derive(Debug, Deserialize)]
struct ListedRuns {
    items: Vec<RunFacts>,
    next: Option<i64>,
}

/// The reports of runs that are done, the newest first.
///
/// # Errors
///
/// The API's.
pub(super) async fn list(
    port: &DeskPort,
    cursor: Option<&str>,
    lang: Lang,
) -> Result<ListResourcesResult, Message> {
    if !port.has_desk() {
        return Ok(ListResourcesResult::default());
    }
    let cursor = match cursor.map(str::parse::<i64>) {
        None => String::new(),
        Some(Ok(cursor)) => format!("&cursor={cursor}"),
        Some(Err(_)) => return Err(Message::new("error-mcp-cursor")),
    };
    let path = format!("/api/v1/runs?state=done&limit=50{cursor}");
    let runs: ListedRuns = port.ask(ApiAsk::get(path)).await?.json()?;
    let mut list = ListResourcesResult::with_all_items(
        runs.items.iter().map(|run| described(run, FILES[0], lang)).collect(),
    );
    list.next_cursor = runs.next.map(|next| next.to_string());
    Ok(list)
}

/// The files that a run's result leads to.
pub(super) fn of_run(run: &RunFacts, lang: Lang) -> Vec<Resource> {
    let files = FILES.iter().take(2).filter(|_| run.letter.is_some());
    files.map(|file| described(run, *file, lang)).collect()
}

fn described(run: &RunFacts, (file, media): (&str, &str), lang: Lang) -> Resource {
    Resource::new(format!("{SCHEME}{}/{file}", run.id), format!("run-{}-{file}", run.id))
        .with_title(said::of_run(run).say(lang))
        .with_description(CAUTION)
        .with_mime_type(media)
}

/// How the files of any run are named.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    let named = |(file, media): (&str, &str)| {
        ResourceTemplate::new(format!("{SCHEME}{{run}}/{file}"), file)
            .with_description(CAUTION)
            .with_mime_type(media)
    };
    FILES.into_iter().map(named).collect()
}

/// The run and the file of an address.
fn parse(uri: &str) -> Option<(i64, (&'static str, &'static str))> {
    let (run, file) = uri.strip_prefix(SCHEME)?.split_once('/')?;
    let file = FILES.into_iter().find(|(name, _)| *name == file)?;
    Some((run.parse().ok().filter(|run| *run > 0)?, file))
}

/// A file of a run; `None` for an address that is not one of ours.
///
/// # Errors
///
/// The API's.
pub(super) async fn read(port: &DeskPort, uri: &str) -> Result<Option<ReadResourceResult>, Message> {
    let Some((run, (file, media))) = parse(uri) else { return Ok(None) };
    let reply = port.ask(ApiAsk::get(format!("/api/v1/runs/{run}/files/{file}"))).await?;
    let text = String::from_utf8_lossy(&reply.carried_out()?).into_owned();
    let mut meta = MetaObject::new();
    meta.insert(CAUTION_KEY.to_owned(), CAUTION.into());
    let contents = ResourceContents::text(text, uri).with_mime_type(media).with_meta(meta);
    // Behind the file and not before it: clients show the first part.
    let caution = ResourceContents::text(CAUTION, format!("{uri}#caution"));
    Ok(Some(ReadResourceResult::new(vec![contents, caution])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_run_and_one_of_its_files() {
        assert_eq!(parse("promo-load://runs/7/report.md"), Some((7, FILES[0])));
        for uri in [
            "promo-load://runs/7/../8/report.md",
            "promo-load://runs/7/../../tokens",
            "promo-load://runs/7/job.json",
            "promo-load://runs/-7/report.md",
            "promo-load://runs/7%2F/report.md",
            "promo-load://runs//report.md",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(parse(uri), None, "{uri}");
        }
    }
}
