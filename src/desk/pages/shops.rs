//! The shops that were tested, and the course of one: its runs with the band of noise.

use std::sync::Arc;

use serde_json::json;

use super::rows::{grade_class, in_address, row};
use super::shell::{DeskPage, lang, show};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, StoreFault, jobs};
use crate::desk::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, QueryParameter};
use crate::grade::compare::IntervalEnds;
use crate::report::history::{HistoryPoint, figure};

/// The shops of a page.
const SHOPS: usize = 50;
/// The letters that are shown of each shop.
const LETTERS: usize = 10;
/// The runs in the course of a shop.
const COURSE: usize = 40;
const AFTER: [QueryParameter; 1] =
    [QueryParameter::new("after", AllowedValues::Text(255), "Only shops whose names come after this one")];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/shops", TokenScope::Read, |desk, request| Box::pin(list(desk, request))).query(&AFTER),
        super::page("/shops/{host}", TokenScope::Read, |desk, request| Box::pin(course(desk, request))),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let after = request.query("after").unwrap_or_default().to_owned();
    let asked = desk.store.read(move |database| {
        let hosts = jobs::hosts(database, &after, SHOPS + 1)?;
        let with_course = |host: String| Ok((jobs::course(database, &host, LETTERS)?, host));
        hosts.into_iter().map(with_course).collect::<Result<Vec<_>, StoreFault>>()
    });
    let mut shops = asked.await?;
    let has_more = shops.len() > SHOPS;
    shops.truncate(SHOPS);
    let next = shops.last().filter(|_| has_more).map(|(_, host)| in_address(host));
    let shops = shops.iter().map(|(course, host)| {
        let letters = course.iter().rev().map(|run| {
            let letter = run.outcome.letter.as_deref();
            json!({ "id": run.id, "letter": letter.unwrap_or("–"), "class": grade_class(letter) })
        });
        json!({ "host": host, "address": in_address(host), "letters": letters.collect::<Vec<_>>(),
            "newest": course.first().map(|run| row(run, lang)) })
    });
    let page = json!({ "shops": shops.collect::<Vec<_>>(), "next": next });
    show(&request, DeskPage::Shops, "shops.html", &DeskPage::Shops.title(lang), &page)
}

async fn course(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let host = request.place(0).to_owned();
    let asked = host.clone();
    let mut runs = desk.store.read(move |database| jobs::course(database, &asked, COURSE)).await?;
    runs.reverse();
    let newest = runs.iter().rev().find_map(|run| run.outcome.series.clone());
    let points: Vec<HistoryPoint> = runs.iter().filter_map(|run| point(run, newest.as_ref())).collect();
    let drawn = figure(&points, lang);
    let mut comparable = points.iter().rev().filter(|point| point.is_comparable).map(|point| point.run);
    let pair = comparable.next().zip(comparable.next());
    let page = json!({
        "host": host,
        "address": in_address(&host),
        "drawings": drawn.as_ref().map(|(drawings, _)| drawings),
        "caption": drawn.as_ref().map(|(_, caption)| caption),
        "runs": runs.iter().rev().map(|run| row(run, lang)).collect::<Vec<_>>(),
        "pair": pair.map(|(newest, before)| json!({ "newest": newest, "before": before })),
    });
    show(&request, DeskPage::Shops, "shop.html", &host, &page)
}

fn point(run: &JobRow, newest: Option<&String>) -> Option<HistoryPoint> {
    let outcome = &run.outcome;
    let p95_ms = outcome.p95_ms?;
    // The noise is that of what is judged, which has a p95 of its own: here it is the same share of the report's.
    let share = outcome.judged_p95_ms.filter(|judged| *judged > 0.0).map(|judged| p95_ms / judged);
    let band = outcome.p95_low_ms.zip(outcome.p95_high_ms).zip(share);
    let band = band.map(|((low, high), share)| IntervalEnds { low: low * share, high: high * share });
    Some(HistoryPoint {
        run: run.id,
        p95_ms,
        band,
        letter: outcome.letter.as_deref().and_then(|letter| letter.chars().next()),
        is_comparable: outcome.series.is_some() && outcome.series.as_ref() == newest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::store::JobOutcome;

    #[test]
    fn the_course_has_the_p95_of_the_report() {
        let outcome = JobOutcome {
            p95_ms: Some(6.0),
            judged_p95_ms: Some(2.0),
            p95_low_ms: Some(1.5),
            p95_high_ms: Some(3.0),
            ..JobOutcome::default()
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        let run = JobRow { outcome, ..JobRow::unnumbered("a.example".to_owned(), "ada", now) };
        let point = point(&run, None).unwrap();
        assert_eq!((point.p95_ms, point.band), (6.0, Some(IntervalEnds { low: 4.5, high: 9.0 })));
        assert_eq!(row(&run, crate::words::Lang::En)["p95"], "6.00 ms");
    }
}
