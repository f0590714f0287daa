//! `promo-load compile session.har`: the scenario of what a browser recorded.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::failure::Failure;
use super::limits::Unasked;
use super::prepare::problems_in;
use super::process::note;
use super::target::{LoadOptions, TargetOptions};
use crate::plan::Plan;
use crate::scenario::{
    self, DataSource, Fields, FormPart, HarOptions, Imported, MOST_HAR_BYTES, Mode, Pick, Scenario,
};
use crate::shops::Shops;
use crate::words::{Lang, Message, Value};

/// Makes a scenario of a recording and says what it left out. The scenario is one that would run.
/// Nothing is asked of the shop, and its name is not resolved: the limits are those of the run.
pub(super) fn from_recording(
    path: &Path,
    options: &TargetOptions,
    load: &LoadOptions,
    lang: Lang,
) -> Result<Scenario, Failure> {
    options.keep_secrets();
    if options.voucher.as_ref().is_some_and(|voucher| voucher.secret().is_none()) {
        return Err(Failure::Usage(Message::new("error-voucher-in-recording")));
    }
    let name =
        path.file_stem().map_or_else(|| "recorded".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let har = HarOptions { name, base_url: options.base_url.clone() };
    let refused = |why: Message| {
        Failure::Refused(Message::new("error-at").exact("place", path.display()).with("why", why))
    };
    let Imported { mut scenario, notes, changing, account_fields } =
        scenario::import(&read(path)?, &har, &Shops::known())
            .map_err(|error| refused(Message::from(&error)))?;
    if let Some(mode) = options.mode {
        if mode == Mode::ReadOnly && !changing.is_empty() {
            return Err(refused(
                Message::new("error-read-only-recording").with("changing", Value::Row(changing)),
            ));
        }
        scenario.mode = mode;
    }
    scenario.http.assets = load.assets;
    let Unasked { expected, open } = Unasked::shop(&scenario.base_url, options, load.intensity)?;
    scenario.thresholds = expected.default_thresholds().into();
    let overrides = load.overrides(&expected, &scenario.journeys);
    let plan = Plan::new(with_row(&scenario, &account_fields), overrides, open)
        .map_err(|error| Failure::Refused(problems_in(path, &error)))?;
    if load.load(&expected).is_some() {
        scenario.loads = plan.scenario().loads;
    }
    notes.iter().for_each(|message| note(&format!("{}\n", message.say(lang))));
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
    let cannot = |error: std::io::Error| {
        Failure::Usage(
            Message::new("error-cannot-read")
                .exact("path", path.display())
                .with("why", Message::from(&error)),
        )
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(MOST_HAR_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_HAR_BYTES {
        return Err(Failure::Refused(
            Message::new("error-recording-too-large").exact("path", path.display()),
        ));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::Refused(Message::new("error-recording-not-utf8").exact("path", path.display())))
}
