//! The list of runs, page by page.

use std::sync::Arc;

use serde_json::{Value, json};

use super::rows::{row, state};
use super::shell::{DeskPage, lang, show};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{JobFilter, JobState, RowPage, jobs};
use crate::desk::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, QueryParameter};
use crate::grade::Letter;

/// The runs of a page.
const SHOWN: usize = 50;
/// Empty values are those of a form whose field was left alone.
const FILTERS: [QueryParameter; 4] = [
    QueryParameter::new("state", AllowedValues::Text(20), "Only runs in this state"),
    QueryParameter::new("host", AllowedValues::Text(255), "Only runs of this host"),
    QueryParameter::new("letter", AllowedValues::Text(1), "Only runs with this letter"),
    QueryParameter::new("before", AllowedValues::Number(1, i64::MAX), "Only runs before this one"),
];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/runs", TokenScope::Read, |desk, request| Box::pin(list(desk, request))).query(&FILTERS),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let given = |name| request.query(name).map(str::trim).filter(|text| !text.is_empty());
    let filter = JobFilter {
        state: given("state").and_then(JobState::of_word),
        host: given("host").map(str::to_ascii_lowercase),
        letter: given("letter").map(str::to_ascii_uppercase),
    };
    let before = request.query("before").and_then(|text| text.parse().ok());
    let wanted = RowPage { before, limit: SHOWN };
    let asked = filter.clone();
    let mut found = desk.store.read(move |database| jobs::list(database, &asked, wanted)).await?;
    let has_more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let states = JobState::ALL.map(|one| {
        json!({ "word": one.as_str(), "text": state(one).say(lang), "is_chosen": filter.state == Some(one) })
    });
    let letters = Letter::ALL.map(|letter| {
        let letter = letter.to_string();
        json!({ "is_chosen": filter.letter.as_ref() == Some(&letter), "letter": letter })
    });
    let page = json!({
        "runs": found.iter().map(|one| row(one, lang)).collect::<Vec<_>>(),
        "older": found.last().filter(|_| has_more).map(|last| narrowed(&filter, Some(last.id))),
        "newest": before.map(|_| narrowed(&filter, None)),
        "is_narrowed": filter != JobFilter::default(),
        "host": filter.host,
        "states": Value::from(states.to_vec()),
        "letters": Value::from(letters.to_vec()),
    });
    show(&request, DeskPage::Runs, "runs.html", &DeskPage::Runs.title(lang), &page)
}

/// The address of a page of the list.
fn narrowed(filter: &JobFilter, before: Option<i64>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let before = before.map(|before| before.to_string());
    let parameters = [
        ("state", filter.state.map(JobState::as_str)),
        ("host", filter.host.as_deref()),
        ("letter", filter.letter.as_deref()),
        ("before", before.as_deref()),
    ];
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("/runs?{}", query.finish())
}
