//! Planned data sources: their names, their rows, and whether there are enough of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::problem::Problems;
use super::timetable::Timetable;
use crate::scenario::{DataSet, DataSource, Pick, Source, Table};
use crate::words::Message;

/// Validates all data sources. One without usable rows stays, with an empty table, so that its placeholders are not problems of
/// their own.
pub(super) fn plan_data(
    sources: &[DataSource],
    timetable: Option<&Timetable>,
    problems: &mut Problems,
) -> DataSet {
    let mut names = HashSet::new();
    let mut plan = |source: &DataSource| {
        let place = format!("data `{}`", source.name);
        if let Some(problem) = problem_of_name(&source.name) {
            problems.add(&place, problem);
        } else if !names.insert(source.name.clone()) {
            problems.add(&place, Message::new("error-plan-data-twice"));
        }
        let table = source.table().unwrap_or_else(|error| {
            problems.add(&place, Message::from(&error));
            Arc::new(Table::default())
        });
        if let Some(needed) = timetable.map(Timetable::vu_numbers)
            && source.pick == Pick::Unique
            && table.rows() > 0
            && table.rows() < needed as usize
        {
            let rows = table.rows();
            problems.add(
                &place,
                Message::new("error-plan-too-few-rows").exact("needed", needed).exact("rows", rows),
            );
        }
        Source {
            name: source.name.clone(),
            secret: source.is_secret(),
            env: source.env.clone(),
            pick: source.pick,
            table,
        }
    };
    sources.iter().map(&mut plan).collect()
}

fn problem_of_name(name: &str) -> Option<Message> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    if name.is_empty() || !name.chars().all(allowed) {
        return Some(Message::new("error-plan-data-name"));
    }
    // A source named `vu` would make `vu.id` mean two things.
    let own = ["vu.id", "iteration"].into_iter().find(|own| own.split('.').next() == Some(name))?;
    Some(Message::new("error-plan-data-name-taken").exact("name", name).exact("own", own))
}

#[cfg(test)]
mod tests;
