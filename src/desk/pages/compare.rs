//! Two runs beside each other.

use std::sync::Arc;

use serde_json::json;

use super::rows::minute;
use super::shell::{DeskPage, lang, show, worked};
use crate::desk::access::TokenScope;
use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, StoreFault, jobs};
use crate::desk::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, QueryParameter};
use crate::report::compare::{Comparison, html};
use crate::words::{Lang, Message};

/// The newest runs that can be chosen.
const CHOICES: usize = 50;
const RUN: AllowedValues = AllowedValues::Text(20);
const PARAMETERS: [QueryParameter; 3] = [
    QueryParameter::new("baseline", RUN, "The run that the other is measured by"),
    QueryParameter::new("run", RUN, "The run that may be better or worse"),
    QueryParameter::new("different", AllowedValues::Words(&["on"]), "Compare runs of different loads, too"),
];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/compare", TokenScope::Read, |desk, request| Box::pin(compare(desk, request)))
            .query(&PARAMETERS),
    ]
}

async fn compare(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let number = |name| request.query(name).and_then(|text| text.trim().parse::<i64>().ok());
    let chosen = [number("baseline"), number("run")];
    let asked = desk.store.read(move |database| {
        let mut choices = jobs::with_record(database, CHOICES)?;
        for id in chosen.into_iter().flatten() {
            if choices.iter().all(|known| known.id != id) {
                choices.extend(jobs::get(database, id)?);
            }
        }
        Ok::<_, StoreFault>(choices)
    });
    let choices = asked.await?;
    let even_if_different = request.query("different").is_some();
    let pair = chosen.map(|id| choices.iter().find(|known| Some(known.id) == id).cloned());
    let compared = match pair {
        [Some(baseline), Some(run)] => Some(body(&desk, [baseline, run], even_if_different, lang).await?),
        _ => None,
    };
    let (compared, refused) = match compared {
        Some(Ok(compared)) => (Some(compared), None),
        Some(Err(why)) => (None, Some(why.say(lang))),
        None => (None, None),
    };
    let choices = choices.iter().map(|run| json!({ "id": run.id, "text": label(run, lang) }));
    let page = json!({
        "choices": choices.collect::<Vec<_>>(),
        "baseline": chosen[0],
        "run": chosen[1],
        "even_if_different": even_if_different,
        "compared": compared,
        "refused": refused.map(|why| why.lines().map(str::to_owned).collect::<Vec<_>>()),
    });
    show(&request, DeskPage::Compare, "compare-runs.html", &DeskPage::Compare.title(lang), &page)
}

/// The comparison as a part of the page, or why there is none.
async fn body(
    desk: &DeskState,
    pair: [JobRow; 2],
    even_if_different: bool,
    lang: Lang,
) -> Result<Result<String, Message>, ApiProblem> {
    let runs = desk.runs.clone();
    // Their blocks are drawn anew thousands of times.
    worked(move || {
        let read = |row: JobRow| {
            let record = row.folder.and_then(|name| JobFolder::new(&runs, &name).record());
            record.ok_or_else(|| Message::new("error-desk-no-record").exact("run", row.id))
        };
        let [baseline, run] = pair.map(read);
        let compared = Comparison::of(&baseline?, &run?, &[], even_if_different);
        let compared = compared.map_err(|error| Message::from(&error))?;
        html::body(&compared, lang).map_err(|error| Message::from(&error))
    })
    .await
}

fn label(run: &JobRow, lang: Lang) -> String {
    let letter = run.outcome.letter.as_deref().unwrap_or("–");
    let moment = minute(run.started.unwrap_or(run.asked), lang);
    format!("{} · {letter} · {} · {moment}", run.id, run.host)
}
