//! The objects of a test, written as YAML: each value in the templates becomes JSON, which is YAML that needs no quoting rules.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::files::MountedFile;
use super::{
    ClusterVersion, ConfigFiles, ContainerImage, KubernetesError, MemorySize, ObjectName, SecretVariable,
};
use crate::cluster::{MOST_SHARDS, PORT, TOKEN_VARIABLE};

/// How long the leader waits for the other pods, for which nodes may have to be started first.
const JOIN_TIMEOUT: &str = "5m";

/// A test by several pods.
#[derive(Debug, Clone)]
pub struct GeneratorJob {
    /// The name of the Job, its Service, its ConfigMap and its Secret.
    pub name: ObjectName,
    /// The namespace; absent: that of kubectl.
    pub namespace: Option<ObjectName>,
    /// The image.
    pub image: ContainerImage,
    /// The number of pods, from 1 to [`MOST_SHARDS`].
    pub shards: u16,
    /// The oldest version of Kubernetes that takes the objects.
    pub version: ClusterVersion,
    /// The whole cores of each pod.
    pub cpus: u16,
    /// The memory of each pod.
    pub memory: MemorySize,
    /// The time from the Job's start after which Kubernetes ends it.
    pub deadline: Duration,
    /// The path of the scenario among the files.
    pub scenario: String,
    /// The path of the configuration among the files.
    pub config: Option<String>,
    /// Flags of `bench` that neither the scenario nor the configuration has.
    pub flags: Vec<String>,
    /// What the pods take from the Secret, beside the token.
    pub variables: BTreeSet<SecretVariable>,
    /// The scenario, the configuration and data.
    pub files: ConfigFiles,
    /// The shop's ports.
    pub shop_ports: Vec<u16>,
    /// The claim to the volume for results; absent: they end with the pod.
    pub results_claim: Option<ObjectName>,
    /// The exit code of a command line that makes no sense.
    pub usage_exit_code: u8,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFile {
    /// Its path in the folder.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl GeneratorJob {
    /// Writes the files of a folder for `kubectl apply -k`.
    ///
    /// # Errors
    ///
    /// [`KubernetesError`] when there are too many pods or too many bytes.
    pub fn render(&self) -> Result<Vec<ManifestFile>, KubernetesError> {
        if !(1..=MOST_SHARDS).contains(&self.shards) {
            return Err(KubernetesError::Shards);
        }
        self.files.fit()?;
        let mut environment = environment()?;
        let values = TemplateValues {
            name: self.name.as_str(),
            namespace: self.namespace.as_ref().map(ObjectName::as_str),
            image: self.image.as_str(),
            shards: self.shards,
            max_failed_indexes: self.shards - 1,
            success_policy: self.version.has_success_policy(),
            usage_exit_code: self.usage_exit_code,
            deadline_s: self.deadline.as_secs(),
            arguments: self.arguments(),
            variables: self.variables(),
            cluster_port: PORT,
            cpus: self.cpus,
            memory: self.memory.as_str(),
            plain_files: self.files.plain_files().map(|(file, _)| file).collect(),
            secret_files: self.files.secret_files().collect(),
            shop_ports: &self.shop_ports,
            results_claim: self.results_claim.as_ref().map(ObjectName::as_str),
            make_secret: self.make_secret(),
        };
        let mut rendered = Vec::new();
        for (name, template) in TEMPLATES {
            environment.add_template(name, template)?;
            let text = environment.get_template(name)?.render(Serde(&values))?;
            rendered.push(ManifestFile { path: name.to_owned(), content: text.into_bytes() });
        }
        let files = self.files.plain_files().map(|(file, content)| ManifestFile {
            path: format!("files/{}", file.key),
            content: content.to_vec(),
        });
        Ok(rendered.into_iter().chain(files).collect())
    }

    /// The arguments of every pod; which one it is, Kubernetes says in the environment.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let name = &self.name;
        let mut arguments = vec![
            "bench".to_owned(),
            format!("/scenario/{}", self.scenario),
            "--cluster".to_owned(),
            format!("{name}-0.{name}:{PORT}"),
            "--shards".to_owned(),
            self.shards.to_string(),
            "--join-timeout".to_owned(),
            JOIN_TIMEOUT.to_owned(),
            "--on-lost-shard".to_owned(),
            "stop".to_owned(),
            "--output".to_owned(),
            "/runs".to_owned(),
        ];
        if let Some(config) = &self.config {
            arguments.extend(["--config".to_owned(), format!("/scenario/{config}")]);
        }
        // Kubernetes fills `$(VARIABLE)` in arguments, and takes `$$` for a dollar.
        arguments.extend(self.flags.iter().map(|flag| flag.replace("$(", "$$(")));
        arguments
    }

    /// The command that makes the Secret, a line for each value; the values are the user's to fill in.
    #[must_use]
    pub fn make_secret(&self) -> Vec<String> {
        let namespace =
            self.namespace.as_ref().map(|name| format!(" --namespace {name}")).unwrap_or_default();
        let mut lines = vec![
            format!("kubectl create secret generic {}{namespace}", self.name),
            format!("--from-literal={TOKEN_VARIABLE}=\"$(openssl rand -hex 32)\""),
        ];
        let others = self.variables.iter().map(SecretVariable::as_str).filter(|name| *name != TOKEN_VARIABLE);
        lines.extend(others.map(|name| format!("--from-literal={name}=\"${name}\"")));
        let files = self.files.secret_sources();
        lines.extend(files.map(|(key, own)| format!("--from-file={key}={}", shell_word(own))));
        let last = lines.len() - 1;
        lines[..last].iter_mut().for_each(|line| line.push_str(" \\"));
        lines[1..].iter_mut().for_each(|line| line.insert_str(0, "  "));
        lines
    }

    /// The command that follows the leader's log, which ends with the verdict.
    #[must_use]
    pub fn follow(&self) -> String {
        let namespace =
            self.namespace.as_ref().map(|name| format!(" --namespace {name}")).unwrap_or_default();
        format!(
            "kubectl logs{namespace} --follow --selector batch.kubernetes.io/job-name={},batch.kubernetes.io/job-completion-index=0",
            self.name
        )
    }

    fn variables(&self) -> BTreeSet<&str> {
        self.variables.iter().map(SecretVariable::as_str).chain([TOKEN_VARIABLE]).collect()
    }
}

/// What the templates fill in.
#[derive(Debug, Serialize)]
struct TemplateValues<'a> {
    name: &'a str,
    namespace: Option<&'a str>,
    image: &'a str,
    shards: u16,
    max_failed_indexes: u16,
    success_policy: bool,
    usage_exit_code: u8,
    deadline_s: u64,
    arguments: Vec<String>,
    variables: BTreeSet<&'a str>,
    cluster_port: u16,
    cpus: u16,
    memory: &'a str,
    plain_files: Vec<&'a MountedFile>,
    secret_files: Vec<&'a MountedFile>,
    shop_ports: &'a [u16],
    results_claim: Option<&'a str>,
    make_secret: Vec<String>,
}

/// What each file is made of.
const TEMPLATES: [(&str, &str); 5] = [
    ("kustomization.yaml", include_str!("templates/kustomization.yaml.jinja")),
    ("job.yaml", include_str!("templates/job.yaml.jinja")),
    ("service.yaml", include_str!("templates/service.yaml.jinja")),
    ("network-policy.yaml", include_str!("templates/network-policy.yaml.jinja")),
    ("disruption-budget.yaml", include_str!("templates/disruption-budget.yaml.jinja")),
];

/// An environment in which block tags on lines of their own leave no trace, and a misspelt name is an error. Names that end with
/// `.yaml` have their values written as JSON.
fn environment<'source>() -> Result<Environment<'source>, KubernetesError> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    Ok(environment)
}

/// A path as one word of a shell, in quotes.
#[must_use]
pub fn shell_word(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> GeneratorJob {
        let mut files = ConfigFiles::default();
        files.add("scenario.toml", b"schema = 1\n".to_vec()).unwrap();
        files.add("data/mugs: \"new\".csv", b"id\n1\n".to_vec()).unwrap();
        files.add_secret("it's.csv", "shop/it's.csv".into()).unwrap();
        GeneratorJob {
            name: ObjectName::of_job("pl").unwrap(),
            namespace: Some(ObjectName::of_namespace("load-tests").unwrap()),
            image: ContainerImage::RELEASED.parse().unwrap(),
            shards: 3,
            version: ClusterVersion::default(),
            cpus: 2,
            memory: "2Gi".parse().unwrap(),
            deadline: Duration::from_secs(3_600),
            scenario: "scenario.toml".to_owned(),
            config: Some("promo-load.toml".to_owned()),
            flags: vec!["--threshold".to_owned(), "http_req_duration{name:a: 'b'}: p(95)<800".to_owned()],
            variables: BTreeSet::from(["PROMO_LOAD_SECRET_VOUCHER".parse().unwrap()]),
            files,
            shop_ports: vec![443],
            results_claim: None,
            usage_exit_code: 2,
        }
    }

    fn text(job: &GeneratorJob, path: &str) -> String {
        let files = job.render().unwrap();
        let file = files.iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.content.clone()).unwrap()
    }

    #[test]
    fn values_are_quoted_whatever_they_hold() {
        let text = text(&job(), "job.yaml");
        for line in [
            r#"        - "http_req_duration{name:a: 'b'}: p(95)<800""#,
            r#"                path: "data/mugs: \"new\".csv""#,
            r#"  name: "pl""#,
            r#"        - "pl-0.pl:7117""#,
            "  maxFailedIndexes: 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(!text.contains("{{") && !text.contains("{%"), "{text}");
    }

    #[test]
    fn no_flag_is_filled_in_by_kubernetes() {
        let flags = vec!["--threshold".to_owned(), "http_reqs{name:$(HOME)}:count>1".to_owned()];
        let job = GeneratorJob { flags, ..job() };
        assert!(job.arguments().contains(&"http_reqs{name:$$(HOME)}:count>1".to_owned()));
        assert_eq!(shell_word(Path::new("it's $(date)")), r"'it'\''s $(date)'");
    }

    #[test]
    fn only_clusters_that_know_it_are_told_that_one_index_is_enough() {
        for (version, known) in [("1.29", false), ("1.30", false), ("1.31", true), ("1.37", true)] {
            let job = GeneratorJob { version: version.parse().unwrap(), ..job() };
            assert_eq!(text(&job, "job.yaml").contains("successPolicy"), known, "{version}");
        }
    }

    #[test]
    fn the_secret_is_made_by_the_user() {
        let expected = [
            "kubectl create secret generic pl --namespace load-tests \\",
            "  --from-literal=PROMO_LOAD_CLUSTER_TOKEN=\"$(openssl rand -hex 32)\" \\",
            "  --from-literal=PROMO_LOAD_SECRET_VOUCHER=\"$PROMO_LOAD_SECRET_VOUCHER\" \\",
            "  --from-file=it_s.csv='shop/it'\\''s.csv'",
        ];
        assert_eq!(job().make_secret(), expected);
        let kustomization = text(&job(), "kustomization.yaml");
        assert!(
            expected.iter().all(|line| kustomization.contains(&format!("#      {line}\n"))),
            "{kustomization}"
        );
        assert!(kustomization.contains("\nnamespace: \"load-tests\"\n"), "{kustomization}");
    }

    #[test]
    fn the_folder_has_every_file_and_a_claim_where_there_is_one() {
        let mut job = job();
        let paths: Vec<String> = job.render().unwrap().into_iter().map(|file| file.path).collect();
        let expected = [
            "kustomization.yaml",
            "job.yaml",
            "service.yaml",
            "network-policy.yaml",
            "disruption-budget.yaml",
            "files/scenario.toml",
            "files/data_mugs___new_.csv",
        ];
        assert_eq!(paths, expected);
        assert!(!text(&job, "job.yaml").contains("claimName"));
        job.results_claim = Some(ObjectName::of_claim("runs").unwrap());
        assert!(text(&job, "job.yaml").contains("          claimName: \"runs\"\n"));
    }

    #[test]
    fn the_number_of_generators_has_bounds() {
        for (shards, taken) in [(0, false), (1, true), (1_000, true), (1_001, false)] {
            let job = GeneratorJob { shards, ..job() };
            assert_eq!(job.render().is_ok(), taken, "{shards}");
        }
    }
}
