//! What has to be the same of two runs, and the one place that says what may differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use promo_load::scenario::{Choice, OwnValue, Pick, Scenario, Template};
use promo_load::shop::JournalEntry;

/// Headers that say nothing of the scenario: hyper and Go write them as each sees fit, k6 has no run to name, and each run has traces
/// of its own (see `traces.rs`).
const THE_CLIENTS_OWN: [&str; 4] = ["connection", "content-length", "x-promo-load-run", "traceparent"];

/// A request as it is compared: everything that the scenario decides, and what the shop answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) status: Option<u16>,
    /// In the order of their names: HTTP gives their order no meaning.
    pub(crate) headers: Vec<(String, String)>,
    /// Names only, in their order: each visitor gets values of its own.
    pub(crate) cookies: Vec<String>,
    pub(crate) form: Vec<(String, String)>,
    /// A body that is no form.
    pub(crate) body: String,
}

/// What of a scenario's requests is drawn by lot, or dealt out otherwise by k6.
///
/// The seeds of the two programs cannot be the same, so values that are drawn are compared as "one of them". And where
/// several loads walk with rows that are dealt in turn, the native run deals them over all loads, and k6, which
/// counts iterations by scenario only, within each.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    /// Values of rows, the longest first.
    cells: Vec<String>,
    /// Addresses of products, when an extract picks one of several.
    products: bool,
    /// Fields of forms with the time, something random, or what belongs to a visitor's session alone.
    fields: BTreeSet<String>,
}

/// Whether each visit sends a value of its own in this field.
fn is_of_visit((name, value): &&(String, String)) -> bool {
    let template = Template::parse(value).unwrap();
    let changes = |own| !matches!(own, OwnValue::Vu | OwnValue::Iteration);
    let is_of_session = name.ends_with("-nonce") || value == "${log_in_token}";
    is_of_session || template.names().filter_map(OwnValue::parse).any(changes)
}

impl Masks {
    pub(crate) fn of(scenario: &Scenario) -> Masks {
        let dealt = |pick| pick == Pick::Random || (pick == Pick::Sequential && scenario.loads.len() > 1);
        let drawn = scenario.data.iter().filter(|data| dealt(data.pick));
        let mut cells: Vec<String> = drawn
            .flat_map(|data| &data.rows)
            .flat_map(|row| row.0.iter().map(|(_, cell)| cell.clone()))
            .filter(|cell| !cell.is_empty())
            .collect();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.len()));
        let steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
        let mut extracts = steps.flat_map(|step| &step.extracts);
        let products = extracts.any(|extract| extract.pick == Choice::Random);
        let steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
        let fields = steps.flat_map(|step| &step.form.0).filter(is_of_visit).map(|(name, _)| name.clone());
        Masks { cells, products, fields: fields.collect() }
    }

    fn target(&self, target: &str) -> String {
        let target = &with_percent_signs_encoded(target);
        let is_product = |path: &str| {
            let last = path.rsplit('/').next().unwrap_or_default();
            last.ends_with(".html") && last.starts_with(|first: char| first.is_ascii_digit())
        };
        if self.products && is_product(target) {
            return "<any product>".to_owned();
        }
        let known = self.cells.iter().find(|cell| !cell.is_empty() && target.contains(cell.as_str()));
        known.map_or_else(|| target.to_owned(), |cell| target.replace(cell.as_str(), "<any row>"))
    }
}

impl Masks {
    fn field(&self, (name, value): &(String, String)) -> (String, String) {
        let value = if self.fields.contains(name) { "<of the visit>" } else { value };
        (name.clone(), value.to_owned())
    }
}

/// k6 sends no path with a bare percent sign; browsers and the native run leave it as it is.
fn with_percent_signs_encoded(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut parts = path.split('%');
    let mut encoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_code = part.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        encoded.push_str(if is_code { "%" } else { "%25" });
        encoded.push_str(part);
    }
    encoded + query
}

/// The journal as it is compared, with how often each request was sent.
pub(crate) fn requests(journal: &[JournalEntry], masks: &Masks) -> BTreeMap<Request, u64> {
    let mut counted = BTreeMap::new();
    for entry in journal {
        *counted.entry(request(entry, masks)).or_default() += 1;
    }
    counted
}

fn request(entry: &JournalEntry, masks: &Masks) -> Request {
    let is_decided = |(name, _): &&(String, String)| !THE_CLIENTS_OWN.contains(&name.as_str());
    let mut headers: Vec<_> = entry.headers.iter().filter(is_decided).cloned().collect();
    headers.sort();
    let cookies = entry.cookies.iter().map(|(name, _)| name.clone()).collect();
    let is_form = !entry.form.is_empty();
    Request {
        method: entry.method.clone(),
        target: masks.target(&entry.target),
        status: entry.status,
        headers,
        cookies,
        form: entry.form.iter().map(|field| masks.field(field)).collect(),
        body: if is_form { String::new() } else { String::from_utf8_lossy(&entry.body).into_owned() },
    }
}

/// What each visitor did, in order: the visitors are told apart by their connections, and come in any order. Without
/// queries: of the rows that are dealt in turn, each visitor gets what is left by the others.
pub(crate) fn walks(journal: &[JournalEntry], masks: &Masks) -> Vec<Vec<String>> {
    let mut walks: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for entry in journal {
        let walk = walks.entry(entry.connection).or_default();
        let path = entry.target.split('?').next().unwrap_or_default();
        walk.push(format!("{} {}", entry.method, masks.target(path)));
    }
    let mut walks: Vec<_> = walks.into_values().collect();
    walks.sort();
    walks
}

/// Fails with what only one of the two has, and not with all that both have.
pub(crate) fn assert_same<T: Debug + Ord, N: Debug + PartialEq>(
    what: &str,
    native: &BTreeMap<T, N>,
    k6: &BTreeMap<T, N>,
) {
    let only = |one: &BTreeMap<T, N>, other: &BTreeMap<T, N>| -> Vec<String> {
        let differs = one.iter().filter(|(key, value)| other.get(key) != Some(value));
        differs.map(|(key, value)| format!("{value:?} × {key:?}")).collect()
    };
    let (native, k6) = (only(native, k6), only(k6, native));
    assert!(native.is_empty() && k6.is_empty(), "{what} differ.\nnative only: {native:#?}\nk6 only: {k6:#?}");
}
