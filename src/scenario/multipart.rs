//! Multipart forms (RFC 7578): fields and files, as a page's form with an upload sends them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::data::lies_within;

use crate::words::Message;

/// The largest file of a form, in bytes: it is kept in memory, and sent from there.
const MOST_BYTES: u64 = 32 << 20;

/// One part of a multipart form: a field with a `value`, or a `file`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormPart {
    /// The field's name.
    pub name: String,
    /// The field's text, with `${name}` placeholders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The file whose content is sent. Relative to the scenario's file; absolute once it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// The file's name as the shop gets it (default: the name of `file`). With a `value`, that text is the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// The part's `Content-Type` (default: of a file `application/octet-stream`, of a field none).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// What was read from the file.
    #[serde(skip)]
    pub(crate) read: Content,
}

/// A file's content. The scenario does not say it: it is neither written nor compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content(Option<Bytes>);

impl Content {
    pub(super) const fn of(bytes: Option<Bytes>) -> Self {
        Self(bytes)
    }
}

impl PartialEq for Content {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Content {}

/// A file that a form cannot send.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum UploadError {
    /// It cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It would not fit into memory beside the load.
    TooLarge(PathBuf),
    /// It lies where the scenario may not read.
    Outside {
        /// The file.
        path: PathBuf,
        /// Where it is.
        folder: PathBuf,
    },
}

impl From<&UploadError> for Message {
    fn from(error: &UploadError) -> Self {
        match error {
            UploadError::Read { path, source } => Message::new("error-upload-read")
                .exact("path", path.display())
                .with("why", Message::from(source)),
            UploadError::TooLarge(path) => {
                Message::new("error-upload-too-large").exact("path", path.display())
            }
            UploadError::Outside { path, folder } => Message::new("error-upload-outside")
                .exact("path", path.display())
                .exact("folder", folder.display()),
        }
    }
}

impl FormPart {
    /// A field.
    #[must_use]
    pub fn field(name: &str, value: String) -> Self {
        Self { name: name.to_owned(), value: Some(value), ..Self::default() }
    }

    /// A file that is not read yet.
    #[must_use]
    pub fn of_file(name: &str, file: PathBuf, filename: String, content_type: Option<String>) -> Self {
        let name = name.to_owned();
        Self { name, file: Some(file), filename: Some(filename), content_type, ..Self::default() }
    }

    /// The file's content, once it was read.
    #[must_use]
    pub fn content(&self) -> Option<&Bytes> {
        self.read.0.as_ref()
    }

    /// The name that the shop gets of a file; `None` for a field.
    #[must_use]
    pub fn sent_name(&self) -> Option<String> {
        let own = || Some(self.file.as_ref()?.file_name()?.to_string_lossy().into_owned());
        self.filename.clone().or_else(own)
    }

    /// Reads its file; a relative path begins in this folder, and leads to a file below it or below one of the `others`.
    ///
    /// # Errors
    ///
    /// [`UploadError`] with the file.
    pub(super) fn read(&mut self, folder: &Path, others: &[PathBuf]) -> Result<(), UploadError> {
        let Some(file) = &self.file else { return Ok(()) };
        let path = folder.join(file);
        let cannot = |source| UploadError::Read { path: path.clone(), source };
        if let Some(folder) = lies_within(&path, folder, others).map_err(cannot)? {
            return Err(UploadError::Outside { path, folder });
        }
        let mut bytes = Vec::new();
        File::open(&path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .map_err(cannot)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(UploadError::TooLarge(path));
        }
        self.read = Content(Some(bytes.into()));
        self.file = Some(std::path::absolute(&path).unwrap_or(path));
        Ok(())
    }
}
