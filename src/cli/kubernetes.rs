//! The arguments of `export-k8s`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, CommandFactory as _};

use super::{load, reach, values};
use crate::app::{ExportK8sOptions, ResultsPlace, Target, TargetOptions};
use crate::cluster::{MOST_SHARDS, TOKEN_VARIABLE};
use crate::config::Config;
use crate::exit;
use crate::kubernetes::{
    ClusterVersion, ContainerImage, KubernetesError, MemorySize, ObjectName, SecretVariable,
};
use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct ExportK8sArgs {
    /// The scenario file, which compile makes of a page
    #[arg(value_name = "SCENARIO")]
    target: Target,
    /// Generators, each a pod; the load is that of all of them together
    #[arg(long, value_name = "N", value_parser = shards, allow_negative_numbers = true, help_heading = "Cluster")]
    shards: u16,
    /// The name of the Job, its Service, its ConfigMap and its Secret: a label of DNS
    #[arg(long, value_name = "NAME", default_value = "promo-load", value_parser = ObjectName::of_job, help_heading = "Cluster")]
    name: ObjectName,
    /// The namespace; without it that of kubectl
    #[arg(long, value_name = "NAME", value_parser = ObjectName::of_namespace, help_heading = "Cluster")]
    namespace: Option<ObjectName>,
    /// The image that the pods run
    #[arg(long, value_name = "IMAGE", default_value = ContainerImage::RELEASED, help_heading = "Cluster")]
    image: ContainerImage,
    /// The oldest version of Kubernetes that has to take it, 1.29 to 1.37
    #[arg(long, value_name = "VERSION", default_value_t, help_heading = "Cluster")]
    kubernetes: ClusterVersion,
    /// Whole cores of each pod
    #[arg(long, value_name = "N", default_value = "2", value_parser = values::count::<u16>, allow_negative_numbers = true, help_heading = "Cluster")]
    cpus: u16,
    /// Memory of each pod, such as 512Mi or 4Gi
    #[arg(long, value_name = "SIZE", default_value = "2Gi", help_heading = "Cluster")]
    memory: MemorySize,
    /// An environment variable that the pods take from the Secret; repeatable
    ///
    /// Those that the scenario names are taken without it.
    #[arg(long = "secret-env", value_name = "VARIABLE", value_parser = secret_variable, help_heading = "Cluster")]
    secret_env: Vec<SecretVariable>,
    /// The claim to the volume for the run's folder; without it the results end with the pod, but for its log
    #[arg(long, value_name = "NAME", value_parser = ObjectName::of_claim, help_heading = "Cluster")]
    results_claim: Option<ObjectName>,
    /// Let the leader copy the run's folder to s3://BUCKET/PREFIX, which stays when the pods are gone
    ///
    /// Its keys are taken from the Secret: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and with --secret-env AWS_REGION or
    /// AWS_ENDPOINT_URL.
    #[arg(long, value_name = "URL", help_heading = "Cluster")]
    results_to: Option<ResultsPlace>,
    /// Let the leader print run.json instead of text
    #[arg(long, help_heading = "Cluster")]
    json: bool,
    /// Let the scenario's data files lie in this folder, too; repeatable
    #[arg(long, value_name = "DIR", help_heading = "Cluster")]
    data_folder: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) load: load::LoadArgs,
    /// The folder to write
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    output: PathBuf,
    /// Write into a folder that holds something already
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// The language of the notes: en (when nothing is said) or fr; the manifests are English
    #[arg(long, value_name = "LANG", help_heading = "Output")]
    pub(super) lang: Option<Lang>,
}

impl ExportK8sArgs {
    pub(super) fn options(self, config: &Arc<Config>) -> ExportK8sOptions {
        let args = self;
        let reach = TargetOptions {
            config: Arc::clone(config),
            voucher: reach::secret_voucher(),
            data_folders: args.data_folder,
            ..TargetOptions::default()
        };
        ExportK8sOptions {
            reach,
            load: args.load.options(config, Some(&args.target)),
            target: args.target,
            shards: args.shards,
            output: args.output,
            force: args.force,
            name: args.name,
            namespace: args.namespace,
            image: args.image,
            version: args.kubernetes,
            cpus: args.cpus,
            memory: args.memory,
            variables: args.secret_env,
            results_claim: args.results_claim,
            results_to: args.results_to,
            json: args.json,
            usage_exit_code: exit::USAGE,
            lang: args.lang.or(config.defaults().lang).unwrap_or_default(),
        }
    }
}

/// Parses the name of a variable for the Secret. One that sets a flag would change the run in the pods, and the token of the cluster
/// is the manifests' own.
fn secret_variable(text: &str) -> Result<SecretVariable, KubernetesError> {
    let variable: SecretVariable = text.parse()?;
    let sets_flag = |command: &clap::Command| {
        let mut named = command.get_arguments().filter_map(clap::Arg::get_env);
        named.any(|name| name.eq_ignore_ascii_case(text))
    };
    let command = super::Cli::command();
    let is_setting = sets_flag(&command) || command.get_subcommands().any(sets_flag);
    if is_setting || text == TOKEN_VARIABLE {
        Err(KubernetesError::Setting(text.to_owned()))
    } else {
        Ok(variable)
    }
}

/// Parses a number of generators.
fn shards(text: &str) -> Result<u16, KubernetesError> {
    let number = text.trim().parse().ok().filter(|number| (1..=MOST_SHARDS).contains(number));
    number.ok_or(KubernetesError::Shards)
}
