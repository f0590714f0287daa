//! `promo-load compile session.har`: the scenario of what a browser recorded.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::failure::Failure;
use super::limits::Unasked;
use super::process::note;
use super::target::{LoadOptions, TargetOptions};
use crate::plan::Plan;
use crate::scenario::{
    self, DataSource, Fields, FormPart, HarOptions, Imported, MOST_HAR_BYTES, Mode, Pick, Scenario,
};
use crate::shops::Shops;

/// Makes a scenario of a recording and says what it left out. The scenario is one that would run.
/// Nothing is asked of the shop, and its name is not resolved: the limits are those of the run.
pub(super) fn from_recording(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
) -> Result<Scenario, Failure> {
    options.keep_secrets();
    if options.voucher.as_ref().is_some_and(|voucher| voucher.secret().is_none()) {
        return Err(Failure::Usage(
            "--voucher goes with a URL; a recording holds the codes that were typed".into(),
        ));
    }
    let name =
        path.file_stem().map_or_else(|| "recorded".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let har = HarOptions { name, base_url: options.base_url.clone() };
    let refused =
        |problem: &dyn std::fmt::Display| Failure::Refused(format!("{}: {problem}", path.display()));
    let Imported { mut scenario, notes, changing, account_fields } =
        scenario::import(&read(path)?, &har, &Shops::known()).map_err(|error| refused(&error))?;
    if let Some(mode) = options.mode {
        if mode == Mode::ReadOnly && !changing.is_empty() {
            return Err(refused(&format!(
                "--mode read-only allows no request that changes the shop, and this recording has {}; record a visit \
                 that only looks at pages, or leave --mode out and delete from the scenario what should not be repeated",
                changing.join(", ")
            )));
        }
        scenario.mode = mode;
    }
    scenario.http.assets = load.assets;
    let Unasked { expected, open } = Unasked::shop(&scenario.base_url, options, load.intensity)?;
    scenario.thresholds = expected.default_thresholds().into();
    let overrides = load.overrides(&expected, &scenario.journeys);
    let plan = Plan::new(with_row(&scenario, &account_fields), overrides, open).map_err(|error| {
        let problems: Vec<String> =
            error.problems.iter().map(|problem| format!("{}: {problem}", path.display())).collect();
        Failure::Refused(problems.join("\n"))
    })?;
    if load.load(&expected).is_some() {
        scenario.loads = plan.scenario().loads;
    }
    notes.iter().for_each(|text| note(&format!("{text}\n")));
    Ok(scenario)
}

/// The scenario with a made-up row instead of the data file, which the user has still to write.
fn with_row(scenario: &Scenario, fields: &[String]) -> Scenario {
    let mut scenario = scenario.clone();
    for source in &mut scenario.data {
        let row = Fields::from_iter(fields.iter().map(|field| (field.as_str(), "x")));
        *source = DataSource::of_rows(&source.name, Pick::default(), vec![row]);
    }
    // Nor are the files that forms send there.
    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        for part in step.multipart.iter_mut().filter(|part| part.file.is_some()) {
            *part = FormPart { filename: part.sent_name(), ..FormPart::field(&part.name, String::new()) };
        }
    }
    scenario
}

fn read(path: &Path) -> Result<String, Failure> {
    let cannot = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(MOST_HAR_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_HAR_BYTES {
        return Err(Failure::Refused(format!(
            "{} has more than 200 MB; record only the journey, and filter pictures out before exporting",
            path.display()
        )));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::Refused(format!("{} is no UTF-8, which every HAR is", path.display())))
}
