//! `promo-load export-k6`: the plan of a page or of a scenario as a k6 script.

use std::path::{Path, PathBuf};

use super::failure::{Ended, Failure};
use super::notes::tell_of_k6;
use super::prepare::{Occasion, Prepared, plan_of_file, prepare};
use super::process::{in_runtime, print, print_data};
use super::run_dir::{refuse_existing, write_whole};
use super::secrets::scrub;
use super::signals::Signals;
use super::target::{LoadOptions, Target, TargetOptions};
use super::written::written_for_script;
use crate::k6::{self, Script, ScriptNetwork, Settings};
use crate::plan::Plan;
use crate::words::{Lang, Message};

/// What `export-k6` is asked for.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The page or the scenario.
    pub target: Target,
    /// How to reach it and what its journeys may do.
    pub reach: TargetOptions,
    /// The load to write into the script.
    pub load: LoadOptions,
    /// Where to write; absent: standard output.
    pub output: Option<PathBuf>,
    /// Whether files that are there already are replaced.
    pub force: bool,
    /// The language of the notes.
    pub lang: Lang,
    /// The module beside the script that the helpers go to; absent: they stand in the script.
    pub helpers: Option<PathBuf>,
}

/// Writes a k6 script, and says on standard error what k6 cannot do.
///
/// # Errors
///
/// [`Failure`] when the target cannot be read, or its plan would be refused.
pub fn export(options: &ExportOptions) -> Result<Ended, Failure> {
    if let Some(path) = &options.output {
        refuse_existing(path, options.force)?;
    }
    let helpers = match (&options.helpers, &options.output) {
        (Some(helpers), Some(output)) => Some(beside(helpers, output)?),
        _ => None,
    };
    let plan = plan(options)?;
    let file_name = options.output.as_deref().and_then(Path::file_name);
    let settings = Settings {
        reach: reach(&options.reach)?,
        file_name: file_name
            .map_or_else(|| "script.js".to_owned(), |name| name.to_string_lossy().into_owned()),
        source: match &options.target {
            Target::Url(url) => scrub(url.as_str()).into_owned(),
            Target::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        },
        helpers: helpers.as_ref().map(|name| format!("./{name}")),
        files_allowed: options.output.is_some(),
    };
    let script = k6::export(&plan, &settings).map_err(|error| Failure::Refused(error.to_string()))?;
    match &options.output {
        Some(path) => write(path, &script, helpers.as_deref(), options.force)?,
        None => print_data(&script.text)?,
    }
    for text in script.notes {
        tell_of_k6(text, options.lang);
    }
    for (name, _) in options.reach.own_headers(plan.base_url()) {
        tell_of_k6(Message::new("k6-header-missing").with("name", name.as_str()), options.lang);
    }
    for variable in script.secrets {
        tell_of_k6(Message::new("k6-secret").with("variable", variable), options.lang);
    }
    Ok(Ended::Held)
}

/// The name of the helpers' module, which lies in the script's folder.
fn beside(helpers: &Path, script: &Path) -> Result<String, Failure> {
    let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    let is_beside = folder(helpers) == folder(script) && helpers.file_name() != script.file_name();
    match helpers.file_name().filter(|_| is_beside) {
        Some(name) => Ok(name.to_string_lossy().into_owned()),
        None => Err(Failure::Usage(format!(
            "--helpers {} is not another file in the folder of {}; name one there",
            helpers.display(),
            script.display()
        ))),
    }
}

fn write(path: &Path, script: &Script, helpers: Option<&str>, force: bool) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    // All or none: a script beside the data of another would be run with it.
    let others = script.files.iter().map(|(name, _)| name.as_str()).chain(helpers);
    for name in others {
        refuse_existing(&folder.join(name), force)?;
    }
    if let (Some(name), Some(text)) = (helpers, &script.helpers) {
        write_whole(&folder.join(name), text)?;
    }
    for (name, content) in &script.files {
        write_whole(&folder.join(name), content)?;
    }
    write_whole(path, &script.text)?;
    let data = script.files.iter().map(|(name, _)| format!(", with its data in {name}"));
    let beside: String =
        helpers.map(|name| format!(", with its helpers in {name}")).into_iter().chain(data).collect();
    print(&format!("{}{beside}; run it with: k6 run {}\n", path.display(), path.display()))
}

/// A scenario is only read; a page is fetched, looked at and tried as before a run.
fn plan(options: &ExportOptions) -> Result<Plan, Failure> {
    match &options.target {
        Target::File(path) if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) => {
            plan_of_file(path, &options.reach, &options.load, options.lang)
        }
        _ => {
            let signals = Signals::install().map_err(anyhow::Error::from)?;
            let preparing = prepare(&options.target, &options.reach, &options.load, Occasion::File);
            let prepared: Prepared = in_runtime(signals.unless_received(preparing))?;
            prepared.tell(options.lang);
            prepared.plan_of(written_for_script(prepared.scenario.clone(), options.lang)?, &options.load)
        }
    }
}

/// What the script has to say of the network; files are read to see that they are what they should be.
fn reach(options: &TargetOptions) -> Result<ScriptNetwork, Failure> {
    let network = options.network()?;
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    Ok(ScriptNetwork {
        insecure: options.insecure,
        hosts: options.resolve.clone(),
        certificate: options.certificate.as_ref().map(|certificate| {
            (absolute(certificate), absolute(options.key.as_ref().unwrap_or(certificate)))
        }),
        own_authorities: !options.ca_certificates.is_empty(),
        proxy: network.proxy.is_some(),
    })
}
