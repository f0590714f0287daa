//! Planned data sources: their names, their rows, and whether there are enough of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::problem::Problems;
use super::timetable::Timetable;
use crate::scenario::{DataSet, DataSource, Pick, Source, Table};

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
            problems.add(&place, "two data sources have this name");
        }
        let table = source.table().unwrap_or_else(|error| {
            problems.add(&place, error);
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
                format!(
                    "pick = \"unique\" gives each VU a row of its own: the {needed} VUs of all loads together need \
                     {needed} rows, and there are {rows}"
                ),
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

fn problem_of_name(name: &str) -> Option<String> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    if name.is_empty() || !name.chars().all(allowed) {
        return Some("the name of a data source is made of a-z, A-Z, 0-9, _ and - alone".to_owned());
    }
    // A source named `vu` would make `vu.id` mean two things.
    let own = ["vu.id", "iteration"].into_iter().find(|own| own.split('.').next() == Some(name))?;
    Some(format!("a data source cannot be called `{name}`: every visitor has `${{{own}}}` already"))
}

#[cfg(test)]
mod tests;
