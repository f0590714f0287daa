//! Data sources as `SharedArray`s.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Settings;
use super::context::Context;
use super::journey::Journeys;
use super::js::{self, Js};
use super::rows::RowsView;
use crate::plan::Plan;
use crate::scenario::{Pick, Source};
use crate::words::Message;

/// The most rows in a script; more are in a file of their own, where files are allowed.
const MOST_ROWS: usize = 50;

/// The constants that hold the rows, and the files that some of them are read from.
pub(super) fn rows(
    plan: &Plan,
    settings: &Settings,
    journeys: &Journeys,
    context: &mut Context<'_>,
) -> (Vec<RowsView>, Vec<(String, String)>) {
    let mut views = Vec::new();
    let mut files = Vec::new();
    for (source, constant) in plan.data().sources().iter().zip(&journeys.data) {
        let Some(constant) = constant else { continue };
        if source.pick == Pick::Sequential
            && source.table.rows() > 1
            && (plan.journeys().len() > 1 || plan.timetable().loads().len() > 1)
        {
            context.note(Message::new("k6-rows").with("data", source.name.as_str()));
        }
        let mut literal = String::new();
        let rows = if !source.env.is_empty() {
            from_environment(source, context).layout(0)
        } else if source.secret {
            let fields = source.table.fields().join(", ");
            let what = format!(
                "a JSON list with an object for each row of {}, with the fields {fields}",
                source.name
            );
            let own = context.secret_data(&format!("DATA_{}", source.name), None, what);
            // Without the variable `setup` says that it is missing, and ends the test.
            format!("JSON.parse({own} || '[{{}}]')")
        } else if settings.files_allowed && source.table.rows() > MOST_ROWS {
            let stem = settings.file_name.strip_suffix(".js").unwrap_or(&settings.file_name);
            let name = format!("{stem}.{}.json", source.name);
            let code = format!("JSON.parse(open({}))", js::text(&format!("./{name}")));
            files.push((name, as_json(source)));
            code
        } else {
            literal = as_code(source);
            String::new()
        };
        let code = format!(
            "/** @type {{Record<string, string>[]}} */\nconst {constant} = new SharedArray({}, () => {rows}",
            js::text(&source.name)
        );
        views.push(RowsView { code, literal, end: ");" });
    }
    let own = |(name, code)| RowsView::of_code(format!("const {name} = {code};"));
    views.extend(journeys.own.iter().map(|(name, code)| own((name, code))));
    (views, files)
}

fn cells(source: &Source) -> impl Iterator<Item = Vec<(&str, &str)>> {
    let fields = source.table.fields();
    (0..source.table.rows()).map(move |row| {
        let cell = |column| source.table.cell(row, column).unwrap_or_default();
        fields.iter().enumerate().map(|(column, field)| (field.as_str(), cell(column))).collect()
    })
}

/// The single row of a source whose values are in environment variables.
fn from_environment(source: &Source, context: &mut Context<'_>) -> Js {
    let mut row = Vec::new();
    for (field, variable) in &source.env.0 {
        let what = format!("the journeys need it as {}.{field}", source.name);
        let word = variable.strip_prefix("PROMO_LOAD_").unwrap_or(variable);
        row.push((field.as_str(), Js::Code(context.secret_data(word, Some(variable), what))));
    }
    Js::list(std::iter::once(Js::object(row)))
}

fn as_code(source: &Source) -> String {
    js::objects(cells(source).map(Js::object))
}

fn as_json(source: &Source) -> String {
    let object = |row: Vec<(&str, &str)>| {
        Value::Object(
            row.into_iter().map(|(field, value)| (field.to_owned(), value.into())).collect::<Map<_, _>>(),
        )
    };
    let mut text = String::from("[");
    let mut between = "\n";
    // Row by row into one text, because there may be a million rows.
    for row in cells(source) {
        let _ = write!(text, "{between}{}", object(row));
        between = ",\n";
    }
    text.push_str("\n]\n");
    text
}
