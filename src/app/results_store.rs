//! `--results-to`: a copy of a run's folder in an object store, which stays when the machine or the pod is gone.
//!
//! Without the feature `object-store` the flag is refused before the run. With it, a copy that fails is told, and changes neither the
//! run's exit nor its folder.

#[cfg(feature = "object-store")]
mod connector;
#[cfg(feature = "object-store")]
mod upload;

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use url::Url;

use super::notes::tell;
use super::run_dir::RunDir;
use crate::words::{Lang, Message};

/// Where copies of runs' folders go: `s3://BUCKET/PREFIX`, or `file:///FOLDER` for a share that is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultsPlace(Url);

impl ResultsPlace {
    /// Whether it is a bucket of an S3, which has keys and a network between.
    #[must_use]
    pub fn is_s3(&self) -> bool {
        self.0.scheme() == "s3"
    }

    /// Copies the files of a run, and says where they are, or why they are not there.
    pub(super) fn keep(&self, run_dir: &RunDir, lang: Lang) {
        let folder = run_dir.file("");
        let told = match copy(&self.0, run_dir.id(), &folder) {
            Ok(files) => Message::new("results-kept").with("files", files as u64),
            Err(why) => Message::new("results-not-kept").with("why", why).exact("folder", folder.display()),
        };
        tell(
            &told.exact("place", format!("{}/{}", self.to_string().trim_end_matches('/'), run_dir.id())),
            lang,
        );
    }
}

/// Copies a folder; the number of files, or why they are not all there.
#[cfg(feature = "object-store")]
fn copy(to: &Url, run: &str, folder: &Path) -> Result<usize, Message> {
    use super::failure::Failure;

    let copying = async { upload::copy(to, run, folder).await.map_err(Failure::Unexpected) };
    super::process::in_runtime(copying).map_err(|failure| Message::from(&failure))
}

/// A program without the feature has refused the flag.
#[cfg(not(feature = "object-store"))]
fn copy(_: &Url, _: &str, _: &Path) -> Result<usize, Message> {
    Err(Message::new("error-results-no-store"))
}

impl FromStr for ResultsPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || Message::new("error-results-place").exact("text", text).to_string();
        let url = Url::parse(text.trim()).map_err(|_| malformed())?;
        // Keys in an address would be in every list of processes.
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.port().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let names_a_place = match url.scheme() {
            "s3" => url.host_str().is_some_and(|bucket| !bucket.is_empty()),
            "file" => url.to_file_path().is_ok(),
            _ => false,
        };
        if !is_bare || !names_a_place {
            return Err(malformed());
        }
        if !cfg!(feature = "object-store") {
            return Err(Message::new("error-results-no-store").to_string());
        }
        Ok(Self(url))
    }
}

impl fmt::Display for ResultsPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_bucket_or_a_folder() {
        for text in [
            "",
            "bucket",
            "s3:",
            "s3://",
            "s3:///x",
            "https://bucket/x",
            "gs://bucket",
            "file://host/x",
            "file:relative/../..x?y",
            "s3://key:secret@bucket/x",
            "s3://key@bucket",
            "s3://bucket:9000/x",
            "s3://bucket/x?region=eu",
            "s3://bucket/x#y",
        ] {
            let refused = text.parse::<ResultsPlace>().unwrap_err();
            assert!(refused.contains("s3://BUCKET/PREFIX"), "{text}: {refused}");
        }
        for text in ["s3://bucket", "s3://bucket/prefix/deep/", "file:///var/runs"] {
            match text.parse::<ResultsPlace>() {
                Ok(place) => {
                    assert_eq!((place.to_string().as_str(), place.is_s3()), (text, text.starts_with("s3")));
                }
                Err(why) => {
                    assert!(!cfg!(feature = "object-store") && why.contains("object-store"), "{text}: {why}");
                }
            }
        }
    }
}
