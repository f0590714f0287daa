//! Journeys as functions that call their steps, and loads as draws among journeys.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use super::context::Context;
use super::js::{self, Js};
use super::needs::needs;
use super::step::Thinking;
use super::{ExportError, step};
use crate::plan::{Plan, PlannedJourney};
use crate::scenario::{Journey, Pick, Scenario, Step};

#[derive(Debug, Serialize)]
pub(super) struct VisitsView {
    code: String,
}

#[derive(Debug, Serialize)]
pub(super) struct JourneyView {
    comment: String,
    function: String,
    body: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct StepView {
    function: String,
    code: String,
}

/// The code of all journeys.
pub(super) struct Journeys {
    pub(super) visits: Vec<VisitsView>,
    pub(super) journeys: Vec<JourneyView>,
    /// The name of the default export.
    pub(super) default: String,
    pub(super) steps: Vec<StepView>,
    /// The exported function of each load.
    pub(super) execs: Vec<String>,
    /// The constant with the rows of each data source that is used.
    pub(super) data: Vec<Option<String>>,
    /// The functions that deal a virtual user's own rows: name and code.
    pub(super) own: Vec<(String, String)>,
}

/// Writes the journeys that a load walks.
pub(super) fn journeys(
    plan: &Plan,
    scenario: &Scenario,
    context: &mut Context<'_>,
) -> Result<Journeys, ExportError> {
    let loads = plan.timetable().loads();
    let walked = |place: usize| loads.iter().any(|load| load.journeys.contains(&place));
    let mut made = Journeys {
        visits: Vec::new(),
        journeys: Vec::new(),
        default: String::new(),
        steps: Vec::new(),
        execs: Vec::new(),
        data: vec![None; plan.data().sources().len()],
        own: Vec::new(),
    };
    let mut functions = vec![String::new(); plan.journeys().len()];
    for (place, (journey, planned)) in scenario.journeys.iter().zip(plan.journeys()).enumerate() {
        if walked(place) {
            functions[place] = made.add(journey, planned, context)?;
        }
    }
    let mut known: Vec<(&[usize], String)> = Vec::new();
    for load in loads {
        let among = load.journeys.as_slice();
        if let Some((_, name)) = known.iter().find(|(same, _)| *same == among) {
            made.execs.push(name.clone());
            continue;
        }
        let name = context.names.take(if loads.len() > 1 { &load.name } else { "shoppers" }, "shoppers");
        let code = format!("export const {name} = {};", visits(among, plan.journeys(), &functions));
        made.visits.push(VisitsView { code });
        made.execs.push(name.clone());
        known.push((among, name));
    }
    made.default = match known.as_slice() {
        [(_, only)] => format!("export default {only};"),
        _ => {
            let all: Vec<usize> = (0..plan.journeys().len()).filter(|place| walked(*place)).collect();
            format!("export default {};", visits(&all, plan.journeys(), &functions))
        }
    };
    Ok(made)
}

/// Writes a draw among journeys.
fn visits(among: &[usize], journeys: &[PlannedJourney], functions: &[String]) -> String {
    let drawn = among.iter().filter(|place| journeys[**place].weight > 0);
    let pair = |place: &usize| Js::Code(format!("[{}, {}]", journeys[*place].weight, functions[*place]));
    Js::call("visits", drawn.map(pair)).layout(0)
}

impl Journeys {
    /// Writes a journey and its steps; returns its function.
    fn add(
        &mut self,
        journey: &Journey,
        planned: &PlannedJourney,
        context: &mut Context<'_>,
    ) -> Result<String, ExportError> {
        let function = context.names.take(&journey.name, "journey");
        // The values that every visitor certainly has when a step begins.
        let mut certain: HashSet<String> = HashSet::new();
        let mut steps = Vec::new();
        let mut thinks = false;
        for (place, (written, step)) in journey.steps.iter().zip(&planned.steps).enumerate() {
            let number = place + 1;
            let scripts_follow = planned.steps.get(place + 1).is_some_and(|next| next.background);
            if !step.background {
                thinks = scripts_follow && !written.think_time.is_zero();
            }
            let thinking = match (thinks, step.background, scripts_follow) {
                (false, ..) => Thinking::Own,
                (true, false, _) => Thinking::Begins,
                (true, true, true) => Thinking::GoesOn,
                (true, true, false) => Thinking::Ends,
            };
            let code = step::code(written, step, thinking, &certain, context)?;
            steps.push(self.step(&written.name, code, context));
            if planned.once.as_ref().is_some_and(|once| once.steps == number) {
                steps = vec![self.once(journey.once(), &steps, context)];
            }
            // A step that may be left out provides no value for certain.
            if needs(step).iter().all(|name| certain.contains(name)) {
                let brought = written.extracts.iter().filter(|extract| !extract.optional);
                certain.extend(brought.map(|extract| extract.name.clone()));
            }
        }
        context.note_answers(journey, planned);
        let mut lines = Vec::new();
        if context.tells_journeys_apart() {
            lines.push(format!("exec.vu.metrics.tags.journey = {};", js::text(&journey.name)));
        }
        let steps = Js::List(steps.into_iter().map(Js::Code).collect());
        let rows: Vec<String> = planned.data.iter().map(|source| self.deal(*source, context)).collect();
        let walk = if context.counts_visits() { "visit" } else { "walk" };
        lines.push(if rows.is_empty() {
            format!("{};", Js::call(walk, [steps]).layout(2))
        } else {
            format!("{walk}(\n    {},\n    {},\n  );", steps.layout(4), rows.join(",\n    "))
        });
        self.journeys.push(JourneyView {
            comment: js::comment(&format!("{} (weight {})", journey.name, journey.weight)),
            function: function.clone(),
            body: lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"),
        });
        Ok(function)
    }

    /// The function that walks the first steps of a journey once; journeys with equal ones share it.
    fn once(&mut self, once: &[Step], steps: &[String], context: &mut Context<'_>) -> String {
        let names = once.iter().flat_map(|step| &step.extracts).map(|extract| extract.name.as_str());
        let names = Js::list(names.collect::<BTreeSet<_>>());
        let steps = steps.iter().cloned().map(Js::Code);
        let code = Js::call("once", std::iter::once(names).chain(steps)).layout(0);
        let last = once.last().map_or("", |step| step.name.as_str());
        self.step(&format!("once {last}"), code, context)
    }

    /// The function of a step; equal steps share one.
    fn step(&mut self, name: &str, code: String, context: &mut Context<'_>) -> String {
        if let Some(same) = self.steps.iter().find(|known| known.code == code) {
            return same.function.clone();
        }
        let function = context.names.take(name, "step");
        self.steps.push(StepView { function: function.clone(), code });
        function
    }

    /// The call that deals a row of a data source.
    fn deal(&mut self, place: usize, context: &mut Context<'_>) -> String {
        let source = &context.data().sources()[place];
        let constant = self.data[place]
            .get_or_insert_with(|| context.names.take(&format!("{} rows", source.name), "rows"));
        let row = match source.pick {
            Pick::Sequential => format!("exec.scenario.iterationInTest % {constant}.length"),
            Pick::Random => format!("Math.floor(Math.random() * {constant}.length)"),
            Pick::Unique => format!("(exec.vu.idInTest - 1) % {constant}.length"),
        };
        let row = format!("{constant}[{row}]");
        // The row of its number is its own anyway.
        let row = if context.keeps_row(place) && source.pick != Pick::Unique {
            let code = format!("own(() => {row})");
            format!("{}()", self.own(&source.name, code, context))
        } else {
            row
        };
        format!("deal({}, {row})", js::text(&source.name))
    }

    /// The function that deals a virtual user's own row of a data source.
    fn own(&mut self, source: &str, code: String, context: &mut Context<'_>) -> String {
        if let Some((name, _)) = self.own.iter().find(|(_, known)| *known == code) {
            return name.clone();
        }
        let name = context.names.take(&format!("own {source} row"), "row");
        self.own.push((name.clone(), code));
        name
    }
}
