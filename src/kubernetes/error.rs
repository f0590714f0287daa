//! What no cluster would take.

use std::path::PathBuf;

use super::{ClusterVersion, MOST_BYTES};
use crate::cluster::MOST_SHARDS;
use crate::words::Message;

/// A value or a file that cannot become part of a Job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum KubernetesError {
    /// A name that is not a DNS label, with the most characters that are allowed here.
    Name {
        /// The text.
        text: String,
        /// The most characters.
        most: usize,
    },
    /// A text that names no image.
    Image(String),
    /// A text that is not a size of memory.
    Memory(String),
    /// An environment variable that is not one of promo-load's.
    Variable(String),
    /// A variable that sets a flag of promo-load, or that the manifests set.
    Setting(String),
    /// A version that is not a version, or not one of those that are known.
    Version(String),
    /// A version whose Jobs would start failed generators again.
    TooOld(String),
    /// Not a number of generators.
    Shards,
    /// A path that is not UTF-8, or that Kubernetes does not take.
    Path(PathBuf),
    /// More bytes than a ConfigMap holds.
    TooLarge {
        /// The sum of all files in bytes.
        bytes: usize,
        /// The largest of them.
        largest: String,
    },
    /// A template of the manifests failed.
    Template(String),
}

impl From<&KubernetesError> for Message {
    fn from(error: &KubernetesError) -> Self {
        match error {
            KubernetesError::Name { text, most } => {
                Message::new("error-k8s-name").exact("text", text).exact("most", most)
            }
            KubernetesError::Image(text) => Message::new("error-k8s-image").exact("text", text),
            KubernetesError::Memory(text) => Message::new("error-k8s-memory").exact("text", text),
            KubernetesError::Variable(text) => Message::new("error-k8s-variable").exact("text", text),
            KubernetesError::Setting(text) => Message::new("error-k8s-setting").exact("text", text),
            KubernetesError::Version(text) => Message::new("error-k8s-version")
                .exact("text", text)
                .exact("oldest", ClusterVersion::OLDEST)
                .exact("newest", ClusterVersion::NEWEST),
            KubernetesError::TooOld(text) => {
                Message::new("error-k8s-too-old").exact("text", text).exact("oldest", ClusterVersion::OLDEST)
            }
            KubernetesError::Shards => Message::new("error-k8s-shards").exact("most", MOST_SHARDS),
            KubernetesError::Path(path) => Message::new("error-k8s-path").exact("path", path.display()),
            KubernetesError::TooLarge { bytes, largest } => Message::new("error-k8s-too-large")
                .exact("kilobytes", bytes.div_ceil(1 << 10))
                .exact("most", MOST_BYTES >> 10)
                .exact("largest", largest),
            KubernetesError::Template(why) => Message::new("error-report-template").exact("why", why),
        }
    }
}

impl From<minijinja::Error> for KubernetesError {
    fn from(error: minijinja::Error) -> Self {
        Self::Template(format!("{error:#}"))
    }
}
