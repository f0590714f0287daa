//! `promo-load export-k8s`: a scenario as a folder of manifests, by which several pods of a Kubernetes cluster walk it together.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::{Host, Url};

use super::failure::{Ended, Failure};
use super::notes::tell;
use super::prepare::{is_recording, is_saved_page, planned_scenario};
use super::process::say;
use super::results_store::ResultsPlace;
use super::run_dir::write_whole;
use super::secrets::ask;
use super::target::{LoadOptions, Target, TargetOptions};
use super::written::written;
use crate::config::{self, Config};
use crate::kubernetes::{
    ClusterVersion, ConfigFiles, ContainerImage, GeneratorJob, KubernetesError, ManifestFile, MemorySize,
    ObjectName, SCENARIO, SecretVariable, path_beside, shell_word,
};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::words::{Lang, Message};

/// What a Job has beyond its load: nodes that have to start, images that are fetched, pods that wait for each other, reports.
const MARGIN: Duration = Duration::from_secs(30 * 60);
/// The seed of a run that is told none.
const DEFAULT_SEED: u64 = 1;
/// The token of the control API, which the configuration may switch on.
const CONTROL_TOKEN: &str = "PROMO_LOAD_CONTROL_TOKEN";
/// What an S3 asks for.
const S3_KEYS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// What `export-k8s` is asked for.
#[derive(Debug, Clone)]
pub struct ExportK8sOptions {
    /// The scenario.
    pub target: Target,
    /// The configuration, and the secrets that are known.
    pub reach: TargetOptions,
    /// The load to write into the scenario.
    pub load: LoadOptions,
    /// The number of pods.
    pub shards: u16,
    /// The folder to write.
    pub output: PathBuf,
    /// Whether files that are there already are replaced.
    pub force: bool,
    /// The name of the Job and of what it needs.
    pub name: ObjectName,
    /// The namespace; absent: that of kubectl.
    pub namespace: Option<ObjectName>,
    /// The image.
    pub image: ContainerImage,
    /// The oldest version of Kubernetes that has to take it.
    pub version: ClusterVersion,
    /// The whole cores of each pod.
    pub cpus: u16,
    /// The memory of each pod.
    pub memory: MemorySize,
    /// Environment variables from the Secret, beside those that the scenario names.
    pub variables: Vec<SecretVariable>,
    /// The claim to the volume for results.
    pub results_claim: Option<ObjectName>,
    /// Where the leader copies the run's folder to.
    pub results_to: Option<ResultsPlace>,
    /// Whether the leader prints `run.json` instead of text.
    pub json: bool,
    /// The exit code of a command line that makes no sense.
    pub usage_exit_code: u8,
    /// The language of the notes.
    pub lang: Lang,
}

/// Writes the folder, and says what to type next.
///
/// # Errors
///
/// [`Failure`] when the scenario cannot be read or would be refused, when Kubernetes would not take it, or when the folder holds
/// something else.
pub fn export_k8s(options: &ExportK8sOptions) -> Result<Ended, Failure> {
    let scenario = scenario_file(&options.target)?;
    refuse_folder(&options.output, options.force)?;
    let (plain, plan) = planned_scenario(scenario, &options.reach, &options.load)?;
    let shop = plain.base_url.clone();
    let job = job(options, scenario, plain, &plan)?;
    write(options, scenario, &job.render()?)?;
    // Plain words are easier to read, and others must not be commands.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let folder = match options.output.to_str() {
        Some(plain) if plain.chars().all(is_plain) => plain.to_owned(),
        _ => shell_word(&options.output),
    };
    say(&Message::new("k8s-written")
        .exact("path", options.output.display())
        .exact("folder", folder)
        .with("shards", u64::from(options.shards))
        .exact("make-secret", job.make_secret().join("\n"))
        .exact("follow", job.follow()))?;
    if is_loopback(&shop) {
        tell(&Message::new("k8s-loopback").exact("host", shop.host_str().unwrap_or_default()), options.lang);
    }
    Ok(Ended::Held)
}

/// The file, which is a scenario: pods have no page that they could compile together.
fn scenario_file(target: &Target) -> Result<&Path, Failure> {
    match target {
        Target::File(path) if is_saved_page(path) => {
            Err(Failure::Usage(Message::new("error-is-a-saved-page").exact("path", path.display())))
        }
        Target::File(path) if is_recording(path) => {
            Err(Failure::Usage(Message::new("error-is-a-recording").exact("path", path.display())))
        }
        Target::File(path) => Ok(path),
        Target::Url(_) => {
            Err(Failure::Usage(Message::new("error-k8s-needs-scenario").exact("url", target.name())))
        }
    }
}

/// Refuses a folder that holds something, unless it may be replaced.
fn refuse_folder(folder: &Path, force: bool) -> Result<(), Failure> {
    let refused = |id| Err(Failure::Usage(Message::new(id).exact("path", folder.display())));
    if folder.exists() && !folder.is_dir() {
        return refused("error-k8s-not-a-folder");
    }
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if force || is_empty { Ok(()) } else { refused("error-k8s-folder-there") }
}

/// Describes the Job of a scenario that was found to be in order.
fn job(
    options: &ExportK8sOptions,
    path: &Path,
    mut scenario: Scenario,
    plan: &Plan,
) -> Result<GeneratorJob, Failure> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = ConfigFiles::default();
    add_data(&mut files, &mut scenario, folder)?;
    let clean = written(scenario, SCENARIO, options.lang)?;
    // Secret rows that stood in the scenario are in a file from now on, which the user makes.
    for data in clean.data.iter().filter(|data| data.is_secret()) {
        if let Some(file) = &data.file {
            files.add_secret(&file.to_string_lossy(), folder.join(file))?;
        }
    }
    let named = clean.data.iter().flat_map(|data| &data.env.0).map(|(_, variable)| variable.parse());
    let mut variables: BTreeSet<SecretVariable> = named.collect::<Result<_, KubernetesError>>()?;
    variables.extend(options.variables.iter().cloned());
    let has_s3 = options.results_to.as_ref().is_some_and(ResultsPlace::is_s3);
    if has_s3 {
        let keys = S3_KEYS.iter().map(|name| name.parse());
        variables.extend(keys.collect::<Result<Vec<_>, KubernetesError>>()?);
    }
    let scenario = files.free_path(SCENARIO);
    files.add(&scenario, clean.to_toml()?.into_bytes())?;
    let config = add_config(&mut files, &options.reach.config)?;
    if options.reach.config.defaults().control.is_some() {
        variables.insert(CONTROL_TOKEN.parse()?);
    }
    Ok(GeneratorJob {
        name: options.name.clone(),
        namespace: options.namespace.clone(),
        image: options.image.clone(),
        shards: options.shards,
        version: options.version,
        cpus: options.cpus,
        memory: options.memory.clone(),
        deadline: plan.timetable().longest() + MARGIN,
        scenario,
        config,
        flags: flags(options),
        variables,
        files,
        shop_ports: ports(&clean.base_url, has_s3),
        results_claim: options.results_claim.clone(),
        usage_exit_code: options.usage_exit_code,
    })
}

/// Adds the files that a scenario names, which from now on names them by their paths in the pods.
fn add_data(files: &mut ConfigFiles, scenario: &mut Scenario, folder: &Path) -> Result<(), Failure> {
    let mut paths: BTreeMap<PathBuf, String> = BTreeMap::new();
    let data = scenario.data.iter_mut().map(|data| (data.is_secret(), &mut data.file));
    let steps = scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps);
    let parts = steps.flat_map(|step| &mut step.multipart).map(|part| (false, &mut part.file));
    for (is_secret, file) in data.chain(parts) {
        let Some(file) = file else { continue };
        let path = match paths.entry(file.clone()) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => new.insert(files.free_path(&path_beside(file, folder)?)).clone(),
        };
        if is_secret {
            files.add_secret(&path, from_here(file))?;
        } else {
            files.add(&path, open_content(file)?)?;
        }
        *file = path.into();
    }
    Ok(())
}

/// A path as it may be typed here; what is written says nothing of the folders around.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// Adds the configuration that holds here, and returns its path: to the Secret, where it holds secrets.
fn add_config(files: &mut ConfigFiles, config: &Config) -> Result<Option<String>, Failure> {
    let Some(own) = config.path() else { return Ok(None) };
    if let Some(file) = config.defaults().cacert.first() {
        let message = Message::new("error-k8s-config-file").exact("path", own.display());
        return Err(Failure::Refused(message.exact("file", file.display())));
    }
    let path = files.free_path(config::FILE_NAME);
    if config.holds_secrets() {
        files.add_secret(&path, own.to_owned())?;
    } else {
        files.add(&path, open_content(own)?)?;
    }
    Ok(Some(path))
}

/// The content of a file that everyone may read who may read the ConfigMap.
fn open_content(path: &Path) -> Result<Vec<u8>, Failure> {
    let content = fs::read(path).map_err(|error| {
        let message = Message::new("error-cannot-read").exact("path", path.display());
        Failure::Usage(message.with("why", Message::from(&error)))
    })?;
    let text = String::from_utf8_lossy(&content);
    if ask(|known| known.scrubber.find(&text).iter().any(|found| found.long)) {
        return Err(Failure::Refused(
            Message::new("error-k8s-file-with-secret").exact("path", path.display()),
        ));
    }
    Ok(content)
}

/// The flags of `bench` that stand in no scenario.
fn flags(options: &ExportK8sOptions) -> Vec<String> {
    let mut flags = Vec::new();
    if options.load.seed != DEFAULT_SEED {
        flags.extend(["--seed".to_owned(), options.load.seed.to_string()]);
    }
    for threshold in &options.load.thresholds {
        flags.extend(["--threshold".to_owned(), threshold.source()]);
    }
    if options.json {
        flags.push("--json".to_owned());
    }
    if let Some(place) = &options.results_to {
        flags.extend(["--results-to".to_owned(), place.to_string()]);
    }
    flags
}

/// Whether the shop's address means the machine that asks.
fn is_loopback(shop: &Url) -> bool {
    match shop.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The ports on which the shop answers: where plain HTTP is asked, also that of TLS, to which it may redirect. An S3 has that, too.
fn ports(shop: &Url, has_s3: bool) -> Vec<u16> {
    let own = shop.port_or_known_default().unwrap_or(443);
    let needs_tls = own != 443 && (own == 80 || has_s3);
    if needs_tls { vec![own, 443] } else { vec![own] }
}

/// Writes the files; what they were made of stays as it is.
fn write(options: &ExportK8sOptions, scenario: &Path, files: &[ManifestFile]) -> Result<(), Failure> {
    let sources: Vec<PathBuf> = [Some(scenario), options.reach.config.path()]
        .into_iter()
        .flatten()
        .flat_map(Path::canonicalize)
        .collect();
    for path in files.iter().map(|file| options.output.join(&file.path)) {
        if path.canonicalize().is_ok_and(|path| sources.contains(&path)) {
            return Err(Failure::Usage(Message::new("error-k8s-own-file").exact("path", path.display())));
        }
    }
    let folder = options.output.join("files");
    fs::create_dir_all(&folder).map_err(|error| {
        let message = Message::new("error-no-folder").exact("path", folder.display());
        Failure::Unexpected(message.with("why", Message::from(&error)))
    })?;
    files.iter().try_for_each(|file| write_whole(&options.output.join(&file.path), &file.content))
}
