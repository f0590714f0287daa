//! How a written scenario looks: short tables in one line, and comments where a person will want to change something.
//!
//! The comments follow from the scenario alone, so a file that is read and written again keeps them. A file that a
//! person wrote gets none: it was not compiled from a page.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

/// The address of the released JSON Schema of this format: editors find it by the first line of a written file. Offline it is
/// what `promo-load schema scenario` prints; with that in a file beside the scenario, `#:schema ./scenario.schema.json`
/// is the line.
pub const SCHEMA_ADDRESS: &str =
    concat!(env!("CARGO_PKG_REPOSITORY"), "/releases/latest/download/scenario-1.schema.json");

/// Below the line by which editors (Taplo, Even Better TOML) find the schema.
const HEAD: &str = "\
# A promo-load scenario. Run it with: promo-load bench FILE
# A step is one request; ${name} is a value that an earlier step extracted.

";

/// Comments of the keys and tables outside journeys.
const TOP: &[(&str, &str)] = &[
    ("base_url", "Scheme, host and port. No step ever leaves this shop; change it to test a copy."),
    (
        "mode",
        "\"read-only\" refuses every step that could change something. \"full\" may fill carts; nothing is ever ordered.",
    ),
    ("page", "What was read and how sure that is. Only reports use it."),
    ("http", "How requests are sent."),
    (
        "load",
        "How many shoppers come, and for how long. Any load option on the command line replaces all of it.",
    ),
    ("thresholds", "What must hold. When one is crossed, the run ends with exit code 99."),
    ("promotion", "What the shop promises, as far as it could be seen. Only reports use these tables."),
];

/// Comments of data, which has rows or secrets.
const ROWS: &str =
    "Rows to draw from: each visit gets one of them. Add the ones that your campaign is about.";
const SECRETS: &str = "What is secret is in no file: set these environment variables before a run.";

/// Comments of steps, by their names.
const STEPS: &[(&str, &str)] = &[
    (
        "choose_combination",
        "A shopper chooses another combination (size, colour); the theme's script asks for its price.",
    ),
    ("add_to_cart", "Automatic discounts are reckoned here: often the most expensive step of a campaign."),
    (
        "first_small_cart",
        "The theme's script asks for its small cart on the first page of a visit and after every change. No cache answers this.",
    ),
    ("cart_with_code", "The page's script sends the whole cart once more, and shows what comes."),
    ("order_review", "The order page's script has the order reckoned. Nothing is ordered."),
    ("cart_popup", "The theme asks for its pop-up after each add. Delete this step if your shop shows none."),
    ("voucher", "The code. To test another one, change it here and in the checks below."),
    ("order_page", "As far as a test goes: the order page is looked at, nothing is ordered."),
];

/// Lays the text of a scenario out. `compiled` says whether comments are wanted. What cannot be read as TOML stays as
/// it is.
pub(super) fn lay_out(text: String, compiled: bool) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text };
    for thresholds in tables(&mut document, "thresholds") {
        let names: Vec<String> = thresholds.iter().map(|(name, _)| name.to_owned()).collect();
        names.iter().for_each(|name| in_one_value(thresholds, name));
    }
    for load in tables(&mut document, "load") {
        in_one_value(load, "stages");
    }
    for data in tables(&mut document, "data") {
        in_one_value(data, "rows");
    }
    for step in tables(&mut document, "journey").into_iter().flat_map(|journey| children(journey, "step")) {
        in_one_line(step, "headers");
        in_one_line(step, "cookies");
        in_one_value(step, "multipart");
        for extract in children(step, "extract") {
            if let Some(Value::Array(array)) = extract.get_mut("between").and_then(Item::as_value_mut) {
                array.fmt();
            }
        }
    }
    if compiled {
        comment(&mut document);
    }
    format!("#:schema {SCHEMA_ADDRESS}\n{HEAD}{document}")
}

/// `[[thresholds.checks]]` becomes `checks = [{ … }]`.
fn in_one_value(table: &mut Table, name: &str) {
    if !table.get(name).is_some_and(Item::is_array_of_tables) {
        return;
    }
    let tables = table.remove(name).and_then(|item| item.into_array_of_tables().ok()).unwrap_or_default();
    let mut array = ArrayOfTables::into_array(tables);
    if array.len() > 1 {
        array.iter_mut().for_each(|value| value.decor_mut().set_prefix("\n    "));
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    table.insert(name, Item::Value(Value::Array(array)));
}

/// `[journey.step.headers]` becomes `headers = { … }`.
fn in_one_line(table: &mut Table, name: &str) {
    if let Some(Item::Table(inner)) = table.get(name) {
        let line = Item::Value(Value::InlineTable(inner.clone().into_inline_table()));
        table.remove(name);
        table.insert(name, line);
    }
}

/// The tables of an array of tables.
fn children<'a>(table: &'a mut Table, name: &str) -> impl Iterator<Item = &'a mut Table> {
    let children = table.get_mut(name).and_then(Item::as_array_of_tables_mut);
    children.into_iter().flat_map(ArrayOfTables::iter_mut)
}

/// The table of that name, or all of them.
fn tables<'a>(document: &'a mut DocumentMut, name: &str) -> Vec<&'a mut Table> {
    match document.get_mut(name) {
        Some(Item::Table(table)) => vec![table],
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().collect(),
        _ => Vec::new(),
    }
}

fn comment(document: &mut DocumentMut) {
    for (name, words) in TOP {
        match tables(document, name).into_iter().next() {
            Some(table) => above_table(table, words),
            None => above_key(document, name, words),
        }
    }
    if let Some(http) = tables(document, "http").into_iter().next() {
        let words = "\"per-iteration\": each visit is a new shopper with an empty cart. \"per-vu\": shoppers come back with theirs, \
                     and find what they left in it.";
        above_key(http, "cookies", words);
    }
    let mut once = Once::default();
    for data in tables(document, "data") {
        let words = if data.contains_key("env") { SECRETS } else { ROWS };
        if once.first(words) {
            above_table(data, words);
        }
    }
    if let Some(thresholds) = tables(document, "thresholds").into_iter().next() {
        let promised = thresholds.iter().find(|(name, _)| name.starts_with("checks{")).map(|(name, _)| name);
        if let Some(name) = promised.map(str::to_owned) {
            above_key(thresholds, &name, "What the campaign promises must be right nearly always.");
        }
    }
    let page = tables(document, "page").into_iter().next();
    if let Some(page) = page.filter(|page| page.contains_key("background")) {
        let words = "What the pages' scripts ask the shop besides. Where no step below asks it, a capacity is said to be without it.";
        above_key(page, "background", words);
    }
    let page = tables(document, "page").into_iter().next();
    if let Some(page) = page.filter(|page| page.contains_key("price_in_data_only")) {
        let words = "The checks look at the price only in the page's data for machines; one that is shown wrong is not noticed.";
        above_key(page, "price_in_data_only", words);
    }
    comment_journeys(document, &mut once);
}

fn comment_journeys(document: &mut DocumentMut, once: &mut Once) {
    let mut journeys = tables(document, "journey");
    let weight = |journey: &Table| journey.get("weight").and_then(Item::as_integer).unwrap_or(1);
    let all: i64 = journeys.iter().map(|journey| weight(journey)).sum();
    let several = journeys.len() > 1;
    for journey in &mut journeys {
        if several {
            let mut words = format!("{} of {all} visits are like this.", weight(journey));
            if once.first("weight") {
                words.push_str(" An assumption: put in the figures of your own shop.");
            }
            above_table(journey, &words);
        }
        children(journey, "step").for_each(|step| comment_step(step, once));
    }
}

fn comment_step(step: &mut Table, once: &mut Once) {
    let name = step.get("name").and_then(Item::as_str).unwrap_or_default().to_owned();
    if let Some((known, words)) = STEPS.iter().find(|(known, _)| *known == name)
        && once.first(known)
    {
        above_table(step, words);
    }
    if step.contains_key("role") && once.first("role") {
        above_key(
            step,
            "role",
            "What the step does with the cart. The promotion's cost is measured with and without the code.",
        );
    }
    if step.contains_key("background") && once.first("background") {
        above_key(
            step,
            "background",
            "The page's scripts send it by themselves, while the shopper thinks. It is in no page's time.",
        );
    }
    if step.contains_key("think_time") && once.first("think time") {
        above_key(step, "think_time", "The pause after the answer, drawn anew each time between the two.");
    }
    if step.contains_key("headers") && once.first("headers") {
        let headers = step.get("headers").and_then(Item::as_table_like);
        let accept = headers.and_then(|headers| headers.get("Accept")?.as_str().map(str::to_owned));
        let is_needed = accept.is_some_and(|accept| accept.starts_with("application/json,"));
        let words = if is_needed {
            "What the theme's script sends. Without this Accept the shop answers with a whole page."
        } else {
            "What the page's script sends."
        };
        above_key(step, "headers", words);
    }
    for check in children(step, "check") {
        if check.contains_key("promotion") && once.first("promotion") {
            above_key(check, "promotion", "The report counts this check as proof of the promotion.");
        }
        if check.contains_key("equals") && once.first("amount") {
            let words =
                "As the trial cart had it. When the campaign's prices change, this has to change too.";
            above_table(check, words);
        }
    }
    for extract in children(step, "extract") {
        if extract.contains_key("between") && once.first("extract") {
            let name = extract.get("name").and_then(Item::as_str).unwrap_or_default();
            let words = format!(
                "The text between these two becomes ${{{name}}} in later steps. A page without it ends the visit."
            );
            above_table(extract, &words);
        }
    }
}

/// What has been explained already.
#[derive(Default)]
struct Once(Vec<String>);

impl Once {
    fn first(&mut self, what: &str) -> bool {
        let new = !self.0.iter().any(|known| known == what);
        if new {
            self.0.push(what.to_owned());
        }
        new
    }
}

fn above_table(table: &mut Table, words: &str) {
    table.decor_mut().set_prefix(format!("\n# {words}\n"));
}

fn above_key(table: &mut Table, name: &str, words: &str) {
    if let Some(mut key) = table.key_mut(name) {
        key.leaf_decor_mut().set_prefix(format!("# {words}\n"));
    }
}
