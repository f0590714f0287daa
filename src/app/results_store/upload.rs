//! Copies a folder's files to an object store.

use std::fs;
use std::path::Path as FilePath;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, RetryConfig};
use url::Url;

use super::connector::HyperConnector;
use crate::app::run_dir::RUN_FILE;
use crate::words::Message;

/// The longest that copying all files takes. A pod that is deleted has less; there the folder is lost with it either way.
const LONGEST: Duration = Duration::from_secs(300);
/// The most characters of a reason.
const LONGEST_REASON: usize = 500;
/// How long a store that fails is tried again.
const TRIES: Duration = Duration::from_secs(20);

/// Copies all files of a run's folder below the place and the run's name; how many.
pub(super) async fn copy(to: &Url, run: &str, folder: &FilePath) -> Result<usize, Message> {
    let (store, prefix) = open(to).map_err(|error| heard(&error))?;
    let copying = async {
        let names = names(folder).map_err(|error| Message::from(&error))?;
        for name in &names {
            let content = fs::read(folder.join(name)).map_err(|error| Message::from(&error))?;
            let path = prefix.clone().join(run).join(name.as_str());
            store.put(&path, content.into()).await.map_err(|error| heard(&error))?;
        }
        Ok(names.len())
    };
    tokio::time::timeout(LONGEST, copying)
        .await
        .unwrap_or_else(|_| Err(Message::new("error-results-too-slow")))
}

/// The folder's files; `run.json` last, so that where it is, everything is.
fn names(folder: &FilePath) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_by_key(|name| (name == RUN_FILE, name.clone()));
    Ok(names)
}

/// The store, by the usual variables of S3 (`AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL` …), and the path in it.
fn open(to: &Url) -> object_store::Result<(Box<dyn ObjectStore>, Path)> {
    if let Ok(folder) = to.to_file_path() {
        return Ok((Box::new(LocalFileSystem::new()), Path::from_absolute_path(folder)?));
    }
    let retry = RetryConfig { max_retries: 4, retry_timeout: TRIES, ..RetryConfig::default() };
    let store = AmazonS3Builder::from_env()
        .with_url(to.as_str())
        .with_http_connector(HyperConnector)
        .with_retry(retry)
        .build()?;
    Ok((Box::new(store), Path::from_url_path(to.path())?))
}

/// The error in one line. It has the store's answer in it, which may be a page of anything.
fn heard(error: &object_store::Error) -> Message {
    let words: Vec<String> = error.to_string().split_whitespace().map(str::to_owned).collect();
    Message::heard(&words.join(" ").chars().take(LONGEST_REASON).collect::<String>())
}
