//! A test by several pods of a Kubernetes cluster: an Indexed Job, and what it needs, as a folder for `kubectl apply -k`.
//!
//! The Helm chart in `deploy/helm` renders the same objects; `.ci/deploy` compares the two. Not here: which scenario it is, and what
//! in it is secret (`app`).

mod error;
mod files;
mod manifests;
mod name;
mod version;

pub use error::KubernetesError;
pub use files::{ConfigFiles, MOST_BYTES, SCENARIO, path_beside};
pub use manifests::{GeneratorJob, ManifestFile, shell_word};
pub use name::{ContainerImage, MemorySize, ObjectName, SecretVariable};
pub use version::ClusterVersion;
